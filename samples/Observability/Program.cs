using Colloquy.Operations;
using Colloquy;
using Colloquy.Models;
using Colloquy.Offline;
using Colloquy.Samples;
using Microsoft.Extensions.AI;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    // Spectre takes a pipe for a window of 80 columns, and would break lines and print in colour there.
    AnsiConsole.Profile.Width = 1_000;
    AnsiConsole.Profile.Capabilities.Ansi = false;
}

using var chatClient = ChatModels.CreateDefault();
if (chatClient.GetService<ChatClientMetadata>()?.DefaultModelId == OfflineChatClient.ModelId)
    AnsiConsole.MarkupLine("[yellow]An offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real model.[/]");

using var tracing = Sdk.CreateTracerProviderBuilder()
    .AddSource(ColloquyTelemetry.ActivitySourceName)
    .AddProcessor(new SimpleActivityExportProcessor(new SpanPrinter()))
    .Build();
using var metrics = Sdk.CreateMeterProviderBuilder()
    .AddMeter(ColloquyTelemetry.MeterName)
    .AddReader(new BaseExportingMetricReader(new MetricPrinter()))
    .Build();

await using var store = new InMemorySessionStore();
await using var gauges = new SessionGauges(store);
var session = await store.OpenAsync(new SessionKey("observed", user: "ines"));

var agent = new Agent(chatClient)
{
    Name = "yard",
    Instructions = "You answer for a timber yard.",
    Tools = [AgentTool.Create((string number) => $"Lorry {number} is at the north gate.", "find_lorry", "Finds a lorry by its number.", idempotent: true)],
};

AnsiConsole.MarkupLine("[bold]Spans[/]");
foreach (var said in new[] { "My name is Ines.", "Where is lorry 4711?", "What is my name?" })
{
    var answer = await agent.RunAsync(said, session);
    AnsiConsole.MarkupLineInterpolated($"[grey]ines:[/] {said}  [grey]yard:[/] {answer.Text}");
}

await gauges.LookAsync();
AnsiConsole.MarkupLine("[bold]Metrics[/]");
metrics!.ForceFlush();
return 0;
