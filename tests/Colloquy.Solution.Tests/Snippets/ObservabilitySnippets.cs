using System.Diagnostics;
using Colloquy.Models;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/observability.md, compiled and run on the offline stand-in.</summary>
public sealed class ObservabilitySnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_observability_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        using var chatClient = new OfflineChatClient();
        List<string> names = [];
        using var spans = new SimpleActivityExportProcessor(new Names(names));
        List<Metric> measured = [];
        using var reader = new BaseExportingMetricReader(new Metrics(measured));

        // snippet: observability-listen
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(ColloquyTelemetry.ActivitySourceName).AddProcessor(spans).Build();
        using var metrics = Sdk.CreateMeterProviderBuilder().AddMeter(ColloquyTelemetry.MeterName).AddReader(reader).Build();
        await using var gauges = new SessionGauges(store, interval: TimeSpan.FromMinutes(1));

        // snippet: end
        await new Agent(chatClient) { Name = "observed" }.RunAsync("Hello.", await store.OpenAsync(new SessionKey("observed")));
        await gauges.LookAsync();
        metrics!.ForceFlush();
        lock (names)
            Assert.Contains("invoke_agent observed", names);
        Assert.Contains(measured, metric => metric.Name == "colloquy.sessions");
        Assert.Contains(measured, metric => metric.Name == "gen_ai.client.token.usage");
    }

    private sealed class Names(List<string> names) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            lock (names)
            {
                foreach (var span in batch)
                    names.Add(span.DisplayName);
            }

            return ExportResult.Success;
        }
    }

    private sealed class Metrics(List<Metric> measured) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
                measured.Add(metric);
            return ExportResult.Success;
        }
    }
}
