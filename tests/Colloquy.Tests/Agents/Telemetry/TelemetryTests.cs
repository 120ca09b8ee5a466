using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class TelemetryTests : IDisposable
{
    private readonly string _app = $"telemetry-{Guid.CreateVersion7():N}";
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = [];
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ColloquyTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("colloquy.app"), _app))
                    _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ColloquyTelemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meters.Start();
    }

    [Fact]
    public async Task A_run_its_model_calls_and_its_tool_calls_are_spans_by_the_conventions()
    {
        var (agent, session) = await CreateAsync();

        await agent.RunAsync("Look.", session);

        Assert.Equal(["chat script-1", "execute_tool look", "chat script-1", "invoke_agent support"], _spans.Select(span => span.OperationName));
        var (call, tool, run) = (_spans.First(), _spans.ElementAt(1), _spans.Last());
        Assert.All(_spans, span => Assert.Equal("s", span.GetTagItem("gen_ai.conversation.id")));
        Assert.All(_spans, span => Assert.Equal("support", span.GetTagItem("gen_ai.agent.name")));
        Assert.All(_spans, span => Assert.Equal(1, span.GetTagItem("colloquy.turn")));
        Assert.Equal(run.SpanId, call.ParentSpanId);
        Assert.Equal(run.SpanId, tool.ParentSpanId);
        Assert.Equal(ActivityKind.Client, call.Kind);
        Assert.Equal(("chat", "scripted", "script-1", 10L), (call.GetTagItem("gen_ai.operation.name"), call.GetTagItem("gen_ai.provider.name"), call.GetTagItem("gen_ai.request.model"), call.GetTagItem("gen_ai.usage.input_tokens")));
        Assert.Equal(("execute_tool", "look", "1"), (tool.GetTagItem("gen_ai.operation.name"), tool.GetTagItem("gen_ai.tool.name"), tool.GetTagItem("gen_ai.tool.call.id")));
        Assert.Equal(("invoke_agent", "completed"), (run.GetTagItem("gen_ai.operation.name"), run.GetTagItem("colloquy.turn.status")));
    }

    [Fact]
    public async Task No_content_is_in_them()
    {
        var (agent, session) = await CreateAsync();

        await agent.RunAsync("My secret is 4711.", session);

        Assert.DoesNotContain(_spans.SelectMany(span => span.TagObjects), tag => tag.Value?.ToString()?.Contains("4711", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task What_failed_is_told_by_the_type_of_its_error()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s", app: _app));

        await Assert.ThrowsAsync<HttpRequestException>(() => new Agent(new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("down")))).RunAsync("Go.", session));

        Assert.Equal(2, _spans.Count);
        Assert.All(_spans, span => Assert.Equal((ActivityStatusCode.Error, typeof(HttpRequestException).FullName), (span.Status, span.GetTagItem("error.type"))));
    }

    [Fact]
    public async Task Operators_see_turns_commits_waits_and_sizes()
    {
        var (agent, session) = await CreateAsync();

        await agent.RunAsync("Look.", session);

        Assert.Equal([1, -1], Of("colloquy.turns.running"));
        Assert.Equal(4, Of("colloquy.commit.duration").Count);
        Assert.Equal(session.Record.Tip.Value, Of("colloquy.entries").Sum());
        Assert.Equal(session.Record.Bytes, Of("colloquy.entries.bytes").Sum());
        Assert.Single(Of("colloquy.lease.wait"));
        Assert.Equal([session.Record.Tip.Value], Of("colloquy.session.entries"));
        Assert.Equal([session.Record.Bytes], Of("colloquy.session.bytes"));
        Assert.Equal("completed", _measured.Single(measure => measure.Name == "colloquy.turn.duration" && Equals(measure.Tags["colloquy.app"], _app)).Tags["colloquy.turn.status"]);
    }

    [Fact]
    public async Task A_refused_commit_is_counted_as_a_conflict()
    {
        var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", app: _app));
        var other = await store.OpenAsync(new SessionKey("s", app: _app));

        await other.AddAsync(new ChatMessage(ChatRole.User, "First."));
        await session.AddAsync(new ChatMessage(ChatRole.User, "Second."));

        Assert.Single(Of("colloquy.commit.conflicts"));
    }

    [Fact]
    public async Task The_gauges_of_a_store_tell_what_its_sessions_do_and_how_large_they_are()
    {
        var store = new InMemorySessionStore();
        var closed = await store.OpenAsync(new SessionKey("closed", app: _app));
        await closed.CloseAsync();
        var session = await store.OpenAsync(new SessionKey("s", app: _app));
        await session.AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        await using var gauges = new SessionGauges(store, TimeSpan.FromHours(1));
        await gauges.LookAsync();
        _measured.Clear();

        _meters.RecordObservableInstruments();

        Assert.Contains(_measured, measure => measure.Name == "colloquy.sessions" && measure.Value == 1 && Equals(measure.Tags["colloquy.session.activity"], "closed"));
        Assert.Contains(_measured, measure => measure.Name == "colloquy.sessions.active" && measure.Value == 2);
        Assert.Contains(_measured, measure => measure.Name == "colloquy.session.entries.max" && measure.Value == session.Record.Tip.Value);
        Assert.Contains(_measured, measure => measure.Name == "colloquy.session.bytes.max" && measure.Value == session.Record.Bytes);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    private async Task<(Agent Agent, Session Session)> CreateAsync()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "look", "x")), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model) { Name = "support", Tools = [AIFunctionFactory.Create((string value) => value, "look")] };
        return (agent, await new InMemorySessionStore().OpenAsync(new SessionKey("s", app: _app)));
    }

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));

    private List<double> Of(string name) =>
        [.. _measured.Where(measure => measure.Name == name && Equals(measure.Tags.GetValueOrDefault("colloquy.app"), _app)).Select(measure => measure.Value)];
}
