using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Colloquy.Samples;

/// <summary>Reads orders from the console, and prints what is said in the session, by whichever process it is committed.</summary>
internal sealed class Desk(string host, ISessionStore store, [FromKeyedServices("desk")] Agent agent, IHostApplicationLifetime application) : BackgroundService
{
    private static readonly SessionKey Key = new("workshop-1", user: "ada");

    public static RunOptions RunOptions => new() { LeaseDuration = TimeSpan.FromSeconds(3) };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var session = await store.OpenAsync(Key, cancellationToken: stoppingToken);
        Console.WriteLine($"[{host}] has opened session {Key} at position {session.Record.Tip}. Its model is {agent.Client.GetService<ChatClientMetadata>()?.DefaultModelId}. Write an order, or 'bye'.");
        var printing = PrintAsync(await store.OpenAsync(Key, cancellationToken: stoppingToken), stoppingToken);

        while (await Task.Run(Console.ReadLine, stoppingToken) is { } order && order != "bye")
        {
            if (order.Length > 0)
                await agent.RunAsync(order, session, RunOptions, stoppingToken);
        }

        application.StopApplication();
        await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PrintAsync(Session session, CancellationToken cancellationToken)
    {
        await foreach (var entry in session.FollowAsync(new FollowOptions { After = session.Record.Tip }, cancellationToken))
        {
            if (entry.Message is { Text.Length: > 0 } message)
                Console.WriteLine($"[{host}] {message.Role}: {message.Text}");
        }
    }
}
