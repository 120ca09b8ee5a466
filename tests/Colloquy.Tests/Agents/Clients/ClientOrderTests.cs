using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Clients;

/// <summary>What the order of the clients of Microsoft.Extensions.AI around agents and sessions does: one span and one measurement for each call.</summary>
public sealed class ClientOrderTests : IDisposable
{
    private readonly string _app = $"order-{Guid.CreateVersion7():N}";
    private readonly InMemorySessionStore _store = new();
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentQueue<string> _measured = [];
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();

    public ClientOrderTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ColloquyTelemetry.ActivitySourceName || source.Name == _app,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.Source.Name == _app || Equals(span.GetTagItem("colloquy.app"), _app))
                    _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if ((instrument.Meter.Name == ColloquyTelemetry.MeterName || instrument.Meter.Name == _app) && instrument.Name == "gen_ai.client.operation.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "gen_ai.request.model" && Equals(tag.Value, _app))
                    _measured.Enqueue(instrument.Meter.Name);
            }
        });
        _meters.Start();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_has_one_span_for_each_call_without_telemetry_in_its_client(bool isStreamed)
    {
        await RunAsync(Model(), isStreamed);

        Assert.Equal(["chat", "execute_tool", "chat", "invoke_agent"], Operations);
        Assert.Equal([ColloquyTelemetry.MeterName, ColloquyTelemetry.MeterName], _measured);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_telemetry_in_its_client_the_spans_of_calls_are_those_of_the_client(bool isStreamed)
    {
        await RunAsync(Model().AsBuilder().UseOpenTelemetry(sourceName: _app).Build(), isStreamed);

        Assert.Equal(["chat", "execute_tool", "chat", "invoke_agent"], Operations);
        Assert.Equal([_app, ColloquyTelemetry.ActivitySourceName, _app, ColloquyTelemetry.ActivitySourceName], _spans.Select(span => span.Source.Name));
        Assert.All(_spans.SkipLast(1), span => Assert.Equal(_spans.Last().SpanId, span.ParentSpanId));
        Assert.Equal([_app, _app], _measured);
    }

    [Fact]
    public async Task The_span_of_the_run_has_the_cost_of_calls_that_have_spans_of_the_client()
    {
        var model = new ScriptedChatClient(Reply.Say("Hello.", "priced", 1_000_000, 0));
        var agent = new Agent(model.AsBuilder().UseOpenTelemetry(sourceName: _app).Build()) { Prices = Priced };

        await agent.RunAsync("hi", await OpenAsync());

        Assert.Equal(2.0, _spans.Last().GetTagItem("colloquy.cost.usd"));
    }

    [Fact]
    public async Task Telemetry_that_nobody_listens_to_does_not_count()
    {
        await RunAsync(Model().AsBuilder().UseOpenTelemetry(sourceName: "unheard").Build(), isStreamed: false);

        Assert.Equal([ColloquyTelemetry.ActivitySourceName], _spans.Select(span => span.Source.Name).Distinct());
        Assert.Equal(["chat", "execute_tool", "chat", "invoke_agent"], Operations);
        Assert.Equal([ColloquyTelemetry.MeterName, ColloquyTelemetry.MeterName], _measured);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Telemetry_around_a_sessions_client_has_the_one_span_of_a_call(bool isStreamed)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Reply.Say("Hello.", "priced", 1_000_000, 0));
        using var client = new SessionChatClient(model, session, "desk") { Prices = Priced }.AsBuilder().UseOpenTelemetry(sourceName: _app).Build();

        await GetAsync(client, "hi", isStreamed);

        var span = Assert.Single(_spans);
        Assert.Equal((_app, "desk", 1), (span.Source.Name, span.GetTagItem("gen_ai.agent.name"), span.GetTagItem("colloquy.turn")));
        Assert.Equal(2.0, span.GetTagItem("colloquy.cost.usd"));
        Assert.Equal(["chat"], Operations);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Below_a_function_loop_each_call_has_a_span_and_each_tool(bool isInside, bool isStreamed)
    {
        var session = await OpenAsync();
        var model = isInside ? Model().AsBuilder().UseOpenTelemetry(sourceName: _app).Build() : Model();
        var builder = new SessionChatClient(model, session).AsBuilder().UseFunctionInvocation();
        using var client = isInside ? builder.Build() : builder.UseOpenTelemetry(sourceName: _app).Build();

        await GetAsync(client, "Look.", isStreamed);

        Assert.Equal(2, Operations.Count(operation => operation is "chat"));
        Assert.Single(Operations, operation => operation is "execute_tool");
        Assert.Equal([_app, _app], _measured);
    }

    [Fact]
    public async Task Around_a_function_loop_one_span_is_that_of_all_its_calls()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(Model(), session).AsBuilder().UseOpenTelemetry(sourceName: _app).UseFunctionInvocation().Build();

        await GetAsync(client, "Look.", isStreamed: false);

        Assert.Equal(["chat"], Operations);
        Assert.Equal([_app], _measured);
    }

    [Fact]
    public async Task Calls_beside_the_conversation_have_spans_of_their_own_below_it()
    {
        var session = await OpenAsync();
        for (var i = 0; i < 5; i++)
            await session.AddAsync([new ChatMessage(ChatRole.User, $"q{i}"), new ChatMessage(ChatRole.Assistant, $"a{i}")]);
        var model = new ScriptedChatClient(Say("a summary"), Say("Hello."));
        using var client = new SessionChatClient(model, session) { Window = [new NewestTurnsStrategy(1), new SummarizeOldStrategy()] }.AsBuilder().UseOpenTelemetry(sourceName: _app).Build();

        await GetAsync(client, "hi", isStreamed: false);

        Assert.Equal(["chat", "chat"], Operations);
        Assert.Equal("summary", _spans.First().GetTagItem("colloquy.call.purpose"));
    }

    [Fact]
    public async Task Logging_inside_an_agents_client_sees_the_window_and_around_a_sessions_client_what_the_caller_sends()
    {
        using var logs = new TextLog();
        var session = await OpenAsync();
        await session.AddAsync([new ChatMessage(ChatRole.User, "earlier"), new ChatMessage(ChatRole.Assistant, "fine")]);
        using var inside = new ScriptedChatClient(Say("one")).AsBuilder().UseLogging(logs).Build();
        using var around = new SessionChatClient(new ScriptedChatClient(Say("two")), session).AsBuilder().UseLogging(logs).Build();

        await new Agent(inside).RunAsync("first", session);
        var ofAgent = logs.Take();
        await around.GetResponseAsync("second");
        var ofCaller = logs.Take();

        Assert.Contains("earlier", ofAgent, StringComparison.Ordinal);
        Assert.DoesNotContain("earlier", ofCaller, StringComparison.Ordinal);
        Assert.Contains("second", ofCaller, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    private PriceTable Priced => new([.. new[] { "priced", _app }.Select(model => new ModelPrice { Provider = "scripted", Model = model, Input = 2, Output = 2 })]);

    private static AIFunction Look => AIFunctionFactory.Create((string value) => "seen", "look");

    private IEnumerable<object?> Operations => _spans.Select(span => span.GetTagItem("gen_ai.operation.name")).Where(operation => operation is not "orchestrate_tools");

    private static ScriptedChatClient Model() => new(Call(("1", "look", "x")), Say("Seen."));

    private async Task RunAsync(IChatClient client, bool isStreamed)
    {
        var agent = new Agent(client) { Tools = [Look], ChatOptions = new() { ModelId = _app } };
        var session = await OpenAsync();
        if (isStreamed)
            await agent.RunStreamingAsync("Look.", session).LastAsync();
        else
            await agent.RunAsync("Look.", session);
    }

    private async Task GetAsync(IChatClient client, string text, bool isStreamed)
    {
        var options = new ChatOptions { Tools = [Look], ModelId = _app };
        if (isStreamed)
            await client.GetStreamingResponseAsync(text, options).LastAsync();
        else
            await client.GetResponseAsync(text, options);
    }

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s", app: _app));

    private sealed class TextLog : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public string Take()
        {
            var text = string.Join("\n", _lines);
            _lines.Clear();
            return text;
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
