using Colloquy;
using Colloquy.Hosting;
using Colloquy.Hosting.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// An application that runs one turn, for a test to stop, to kill, or to answer: <file> <what the user says>.
var builder = Host.CreateEmptyApplicationBuilder(null);
Desk.Add(builder.Services, args[0], slow: async () =>
{
    Console.WriteLine("in the slow tool");
    await Task.Delay(Timeout.Infinite);
}).UseShutdownGrace(TimeSpan.FromSeconds(0.2)).AddApprovalNotifier<Teller>(options => options.Interval = TimeSpan.FromSeconds(0.1));
using var host = builder.Build();
await host.StartAsync();

var session = await host.Services.GetRequiredService<ISessionStore>().OpenAsync(Desk.Key);
try
{
    var answer = await host.Services.GetRequiredKeyedService<Agent>("desk").RunAsync(args[1], session, new RunOptions { LeaseDuration = TimeSpan.FromSeconds(1) });
    Console.WriteLine(answer.Status);
}
catch (TurnInterruptedException e)
{
    Console.WriteLine($"left, resumable: {e.IsResumable}");
}

await host.WaitForShutdownAsync();
return 0;

/// <summary>Says what it is told.</summary>
internal sealed class Teller : IApprovalNotifier
{
    public ValueTask NotifyAsync(ApprovalNotification notification, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{notification.Kind} {notification.Approval.Tool} {notification.By}".TrimEnd());
        return ValueTask.CompletedTask;
    }
}
