using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

if (args is not [var name, ..] || (args.ElementAtOrDefault(1) ?? Environment.GetEnvironmentVariable("ConnectionStrings__desk")) is not { } database)
{
    Console.Error.WriteLine("""Usage: TwoHosts NAME "Host=localhost;Username=postgres;Database=desk". The second argument can be in ConnectionStrings__desk.""");
    return 2;
}

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);

// snippet: use-postgres
builder.Services.AddColloquy()
    .UsePostgres(database)
    .UseModels()
    .AddAgent("desk", agent =>
    {
        agent.Instructions = "You take orders for a workshop. To overhaul a machine, call overhaul.";
        agent.AddTool(new Workshop(name).WorkAsync, "overhaul", "Overhauls a machine, which takes a while.", idempotent: true);
    })

    // A process that is killed keeps its session for three seconds; the other looks for such turns every second.
    .ResumeInterruptedTurns(resume => (resume.Interval, resume.RunOptions) = (TimeSpan.FromSeconds(1), _ => Desk.RunOptions));
// snippet: end

builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<Desk>(services, name));

try
{
    await builder.Build().RunAsync();
    return 0;
}
catch (ColloquyException problem)
{
    Console.Error.WriteLine($"TwoHosts: {problem.Message}");
    return 1;
}
