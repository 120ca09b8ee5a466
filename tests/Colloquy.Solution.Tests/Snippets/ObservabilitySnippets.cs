using System.Diagnostics;
using Colloquy.Offline;
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

    [Theory]
    [InlineData("", false)]
    [InlineData("source", true)]
    [InlineData("sampler", true)]
    public async Task Spans_of_a_run_within_a_request_need_the_request_to_be_recorded_too(string way, bool areSeen)
    {
        await using var store = new InMemorySessionStore();
        using var chatClient = new OfflineChatClient();
        List<string> names = [];
        using var spans = new SimpleActivityExportProcessor(new Names(names));
        using var server = new ActivitySource("Microsoft.AspNetCore");
        using var tracing = Build(way, spans);

        // As ASP.NET Core does: without a listener the activity is there, and not recorded.
        using var request = server.StartActivity("POST /chat", ActivityKind.Server) ?? new Activity("POST /chat").Start();
        await new Agent(chatClient) { Name = "within a request" }.RunAsync("Hello.", await store.OpenAsync(new SessionKey("request")));

        lock (names)
            Assert.Equal(areSeen, names.Contains("invoke_agent within a request"));
    }

    private static TracerProvider Build(string way, SimpleActivityExportProcessor spans)
    {
        if (way == "source")
        {
            // snippet: observability-aspnet
            var tracing = Sdk.CreateTracerProviderBuilder()
                .AddSource(ColloquyTelemetry.ActivitySourceName)
                .AddSource("Microsoft.AspNetCore")             // the parents of what runs within requests
                .AddProcessor(spans)
                .Build();

            // snippet: end
            return tracing;
        }

        var builder = Sdk.CreateTracerProviderBuilder().AddSource(ColloquyTelemetry.ActivitySourceName).AddProcessor(spans);
        return (way == "sampler" ? builder.SetSampler(new AlwaysOnSampler()) : builder).Build();
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
