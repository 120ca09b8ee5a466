using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Colloquy.Hosting.Tests;

/// <summary>Over HTTP on this machine: ASP.NET Core starts an activity for each request, and the spans of a run are below it.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task The_spans_of_a_run_are_in_the_trace_of_its_request()
    {
        var (spans, metrics) = await RequestAsync(sampler: null);

        var request = Assert.Single(spans, span => span.Source.Name == "Microsoft.AspNetCore");
        var run = Assert.Single(spans, span => span.DisplayName == "invoke_agent support");
        var call = Assert.Single(spans, span => span.OperationName.StartsWith("chat", StringComparison.Ordinal));
        Assert.Equal((request.TraceId, request.SpanId), (run.TraceId, run.ParentSpanId));
        Assert.Equal((run.TraceId, run.SpanId), (call.TraceId, call.ParentSpanId));
        Assert.Contains("colloquy.turn.duration", metrics);
    }

    [Fact]
    public async Task The_sampler_of_the_application_decides()
    {
        var (spans, _) = await RequestAsync(new AlwaysOffSampler());

        Assert.Empty(spans);
    }

    private static async Task<(List<Activity> Spans, HashSet<string> Metrics)> RequestAsync(Sampler? sampler)
    {
        List<Activity> spans = [];
        List<MetricSnapshot> metrics = [];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");
        builder.Services.AddOpenTelemetry().AddColloquy()
            .WithTracing(tracing => (sampler is null ? tracing : tracing.SetSampler(sampler)).AddInMemoryExporter(spans))
            .WithMetrics(reading => reading.AddInMemoryExporter(metrics));
        string trace;
        await using (var app = builder.Build())
        {
            app.MapGet("/chat", async (ISessionStore store, Agent agent) => $"{(await agent.RunAsync("Hello.", await store.OpenAsync(new SessionKey("case-17")))).Text} {Activity.Current!.TraceId}");
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            var answer = await client.GetStringAsync("/chat");
            Assert.StartsWith("fake ", answer, StringComparison.Ordinal);
            trace = answer["fake ".Length..];
            await app.StopAsync();
            app.Services.GetRequiredService<MeterProvider>().ForceFlush();
        }

        // Other tests run in this process at the same time.
        return ([.. spans.Where(span => span.TraceId.ToHexString() == trace)], [.. metrics.Select(metric => metric.Name)]);
    }
}
