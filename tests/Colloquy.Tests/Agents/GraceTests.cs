using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Tools, models and providers that do not look at their cancellation token: the turn ends without them, and what they still do is refused.</summary>
public sealed class GraceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, Func<Hang, Agent>> Places = new()
    {
        ["a tool"] = hang => Calling(AgentTool.Create(hang.WaitAsync, "work")),
        ["a tool that blocks its thread"] = hang => Calling(AgentTool.Create(hang.Block, "work")),
        ["one of several tools"] = hang => new(new ScriptedChatClient(Call(("a", "work", ""), ("b", "echo", "x")))) { ParallelTools = true, Tools = [AgentTool.Create(hang.WaitAsync, "work"), Echo] },
        ["a tool's result that is made while it is read"] = hang => Calling(AgentTool.Create(hang.Lazy, "work")),
        ["middleware before a tool"] = hang => new(new ScriptedChatClient(Call(("a", "echo", "x")))) { Tools = [Echo], Middleware = [new Around { BeforeTool = hang.WaitAsync }] },
        ["middleware after a tool"] = hang => new(new ScriptedChatClient(Call(("a", "echo", "x")))) { Tools = [Echo], Middleware = [new Around { AfterTool = hang.WaitAsync }] },
        ["an agent that is a tool"] = hang => new(new ScriptedChatClient(Assign)) { Tools = [new Agent(new HangingClient(hang)) { Name = "child", Limits = new() { Grace = TimeSpan.Zero } }.AsTool()] },
        ["a model"] = hang => new(new HangingClient(hang)),
        ["a model that blocks its thread"] = hang => new(new HangingClient(hang) { Blocks = true }),
        ["a model's later piece"] = hang => new(new HangingClient(hang) { Pieces = 2 }),
        ["the end of a model's stream"] = hang => new(new HangingClient(hang) { HangsAtTheEnd = true }),
        ["middleware before a model"] = hang => new(new ScriptedChatClient(Say("hi"))) { Middleware = [new Around { BeforeModel = hang.WaitAsync }] },
        ["middleware after a model"] = hang => new(new ScriptedChatClient(Say("hi"))) { Middleware = [new Around { AfterModel = hang.WaitAsync }] },
        ["a model that a window asks"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = [new NewestTurns(1), new SummarizeOld(new HangingClient(hang))] },
        ["a reducer"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = [new ReduceWith(new Reducer(hang))] },
        ["a window strategy"] = hang => new(new ScriptedChatClient(Say("hi"))) { Window = [new Strategy(hang)] },
        ["a provider before"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider { Before = hang.WaitAsync }] },
        ["a provider before, which may be left out"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider { Before = hang.WaitAsync, OnFailure = ProviderFailure.Skip }] },
        ["a provider after"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider { After = hang.WaitAsync }] },
        ["a provider after a failure"] = hang => new(new ScriptedChatClient(Throw(new IOException("down")))) { ContextProviders = [new Provider { After = hang.WaitAsync }] },
        ["a history that is loaded"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new History(hang)] },
        ["a model that a provider asks"] = hang => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new MemoryLearning(new HangingClient(hang))] },
        ["instructions"] = hang => new(new ScriptedChatClient(Say("hi")))
        {
            InstructionsFactory = async _ =>
            {
                await hang.WaitAsync();
                return null;
            },
        },
        ["an agent that was handed the turn"] = hang => new(new ScriptedChatClient(Call(("h", "transfer_to_next", "")))) { Handoffs = [new Agent(new HangingClient(hang)) { Name = "next" }] },
    };

    private readonly ManualTime _time = new();
    private readonly ListLogger _logger = new();

    public static TheoryData<string, bool> PlaceNames => [.. Places.Keys.SelectMany(name => new[] { (name, false), (name, true) })];

    private static AIFunction Echo => AgentTool.Create((string value) => value, "echo");

    private static Step Assign => (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "child", new Dictionary<string, object?> { ["task"] = "work" })])) { Usage = new() });

    [Theory, MemberData(nameof(PlaceNames))]
    public async Task A_cancelled_run_ends_though_its_code_does_not(string place, bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places[place](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();

        // A failure was one before it was cancelled.
        await Assert.ThrowsAnyAsync<Exception>(() => run);
        Assert.True(run.IsCanceled || place.EndsWith("failure", StringComparison.Ordinal), run.Exception?.ToString());
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }

    [Theory, MemberData(nameof(PlaceNames))]
    public async Task The_limit_of_time_ends_a_turn_whose_code_does_not(string place, bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();

        var run = RunAsync(Places[place](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams, default);
        await hang.Begun;
        _time.Advance(Limit);

        var ended = await Assert.ThrowsAnyAsync<Exception>(() => run);
        if (ended is not IOException)
            Assert.Equal(RunLimit.Time, Assert.IsType<TurnLimitException>(ended).Limit);
        await AssertFreeAsync(session, TurnStatus.Limited);
        hang.Release();
    }

    [Theory]
    [InlineData("a tool", true)]
    [InlineData("a tool that blocks its thread", true)]
    [InlineData("middleware before a tool", true)]
    [InlineData("middleware after a tool", true)]
    [InlineData("a model", false)]
    public async Task What_was_left_to_itself_is_recorded_as_unknown_where_it_is_a_call(string place, bool isCall)
    {
        var hang = new Hang();
        var session = await OpenAsync();

        var run = RunAsync(Places[place](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, default);
        await hang.Begun;
        _time.Advance(Limit);
        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => run);

        Assert.Equal(isCall ? 1 : 0, limited.Answer.ToolCalls.Count);
        if (isCall)
        {
            Assert.Contains("outcome", limited.Answer.ToolCalls[0].Error, StringComparison.Ordinal);
            Assert.IsAssignableFrom<OperationCanceledException>(limited.Answer.ToolCalls[0].Exception);
            Assert.Contains("unknown", (await session.GetItemsAsync(role: ChatRole.Tool)).Single().Message.Contents.OfType<FunctionResultContent>().Single().Result?.ToString(), StringComparison.Ordinal);
            Assert.Equal(ChatRole.Tool, limited.Answer.Messages[^1].Role);
        }

        Assert.Contains(_logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("went on after the run", StringComparison.Ordinal));
        hang.Release();
    }

    [Fact]
    public async Task The_others_of_several_calls_keep_their_results()
    {
        var hang = new Hang();
        var session = await OpenAsync();

        var run = RunAsync(Places["one of several tools"](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, default);
        await hang.Begun;
        while ((await session.GetItemsAsync(role: ChatRole.Tool)).Count == 0)
            await Task.Yield();
        _time.Advance(Limit);
        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => run);

        Assert.Equal("x", limited.Answer.ToolCalls[1].Result?.ToString());
        Assert.Equal(2, limited.Answer.Messages.Count(message => message.Role == ChatRole.Tool));
        hang.Release();
    }

    [Fact]
    public async Task The_run_waits_for_the_grace_period_and_keeps_its_lease_meanwhile()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a tool"](hang), session, new() { Limits = new() { Grace = TimeSpan.FromSeconds(7) } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(TimeSpan.FromSeconds(7));
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(run.IsCompleted);
        Assert.NotNull((await session.RefreshAsync()).LeasedUntil);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }

    [Fact]
    public async Task What_ends_within_the_grace_period_counts()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a tool"](hang), session, new(), streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        hang.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("late", (await session.GetItemsAsync(role: ChatRole.Tool)).Single().Message.Contents.OfType<FunctionResultContent>().Single().Result?.ToString());
    }

    [Fact]
    public async Task A_run_that_interrupts_gets_the_session_from_a_tool_that_does_not_stop()
    {
        var hang = new Hang();
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        var run = RunAsync(Places["a tool"](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams: false, default);
        await hang.Begun;
        var answer = await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = BusyPolicy.Interrupt });

        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        Assert.Equal("now", answer.Text);
        hang.Release();
    }

    [Fact]
    public async Task A_reader_who_leaves_a_stream_is_not_held_by_its_model()
    {
        var hang = new Hang();
        var session = await OpenAsync();

        await foreach (var update in new Agent(new HangingClient(hang) { Pieces = 1 }).RunStreamingAsync("go", session, new() { Limits = new() { Grace = TimeSpan.Zero } }))
        {
            if (update.Text.Length > 0)
                break;
        }

        await AssertFreeAsync(session, TurnStatus.Cancelled);
        Assert.True((await session.GetItemsAsync()).First(item => item.Text == "piece 1").Partial);
        hang.Release();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_client_is_not_held_by_its_model(bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var client = new SessionChatClient(new HangingClient(hang), session) { Grace = TimeSpan.Zero };

        var run = streams ? client.GetStreamingResponseAsync("go", cancellationToken: cancel.Token).ToListAsync().AsTask() : (Task)client.GetResponseAsync("go", cancellationToken: cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_is_not_held_by_middleware_around_the_run(bool before)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var model = new ScriptedChatClient(Say("hi"));

        var run = RunAsync(new Agent(model) { Middleware = [before ? new Around { BeforeRun = hang.WaitAsync } : new Around { AfterRun = hang.WaitAsync }] }, session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        hang.Release();
        await hang.Left;

        Assert.Equal(before ? 0 : 1, model.Requests.Count);
        await AssertFreeAsync(session, before ? null : TurnStatus.Completed);
    }

    [Fact]
    public async Task A_pruning_is_not_held_by_its_model()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var prune = session.PruneAsync(PruneStrategy.SummarizeOld(new HangingClient(hang), 1), cancellationToken: cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => prune);
        await AssertFreeAsync(session, status: null);
        hang.Release();
    }

    [Fact]
    public async Task Calls_do_not_begin_after_the_turn_was_told_to_stop()
    {
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var ran = new List<string>();
        var tool = AgentTool.Create(
            async (string value) =>
            {
                ran.Add(value);
                await cancel.CancelAsync();
                return value;
            },
            "echo");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Agent(new ScriptedChatClient(Call(("a", "echo", "1"), ("b", "echo", "2")))) { Tools = [tool] }.RunAsync("go", session, cancellationToken: cancel.Token));

        Assert.Equal(["1"], ran);
        await AssertFreeAsync(session, TurnStatus.Cancelled);
    }

    [Theory]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    [InlineData(Scope.Temp)]
    public async Task What_a_tool_writes_when_nobody_waits_for_it_is_refused(Scope scope)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        Task? later = null;
        var tool = AgentTool.Create(
            async (RunContext run, string value) =>
            {
                await run.State.SetAsync("before", 1, scope);
                later = WriteAsync();
                await later;
                return value;

                async Task WriteAsync()
                {
                    await hang.WaitAsync();
                    await run.State.Within("part").SetAsync("after", 1, scope);
                }
            },
            "work");

        var run = RunAsync(Calling(tool), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, default);
        await hang.Begun;
        _time.Advance(Limit);
        await Assert.ThrowsAsync<TurnLimitException>(() => run);
        hang.Release();

        var refused = await Assert.ThrowsAsync<RunEndedException>(() => later!);
        Assert.Equal(session.Key, refused.Key);
        if (scope != Scope.Temp)
            Assert.Equal("before", Assert.Single(await session.State.ListAsync(scope)).Key);
    }

    [Fact]
    public async Task What_a_task_writes_that_a_tool_did_not_wait_for_is_refused_when_the_run_has_ended()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        Task? later = null;
        var tool = AgentTool.Create(
            (RunContext run, string value) =>
            {
                later = Task.Run(async () =>
                {
                    await hang.WaitAsync();
                    await run.State.IncrementAsync("count");
                });
                return value;
            },
            "work");

        await new Agent(new ScriptedChatClient(Call(("a", "work", "")), Say("done"))) { Tools = [tool] }.RunAsync("go", session);
        hang.Release();

        await Assert.ThrowsAsync<RunEndedException>(() => later!);
        Assert.Empty(await session.State.ListAsync());
    }

    [Fact]
    public async Task What_goes_wrong_later_is_observed_and_logged()
    {
        var hang = new Hang { Breaks = true };
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a tool"](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        hang.Release();

        while (!_logger.Any("left to itself, failed"))
            await Task.Yield();
    }

    [Fact]
    public async Task No_timer_is_left_when_the_run_is_over()
    {
        var session = await OpenAsync();
        var hang = new Hang();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a model"](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal(0, _time.Timers);
        hang.Release();
    }

    private static Agent Calling(AIFunction tool) => new(new ScriptedChatClient(Call(("a", "work", "")))) { Tools = [tool] };

    private static async Task RunAsync(Agent agent, Session session, RunOptions options, bool streams, CancellationToken cancellationToken)
    {
        if (streams)
            await agent.RunStreamingAsync("go", session, options, cancellationToken).ToListAsync(CancellationToken.None);
        else
            await agent.RunAsync("go", session, options, cancellationToken);
    }

    private async Task<Session> OpenAsync()
    {
        var session = await new InMemorySessionStore(_time).OpenAsync(new SessionKey("s", user: "alice"), new SessionOptions { Time = _time, Logger = _logger });
        await session.AddAsync([new ChatMessage(ChatRole.User, "before"), new ChatMessage(ChatRole.Assistant, "yes"), new ChatMessage(ChatRole.User, "and?"), new ChatMessage(ChatRole.Assistant, "no")]);
        return session;
    }

    /// <summary>The turn has ended, and another one runs at once, with a history that is whole.</summary>
    private static async Task AssertFreeAsync(Session session, TurnStatus? status)
    {
        if (status is { } expected)
        {
            var newest = (await session.ReadTurnsAsync().FirstAsync()).Status;
            Assert.True(newest == expected || newest == TurnStatus.Failed, $"The turn is {newest}.");
        }

        var model = new ScriptedChatClient(Say("next"));
        var answer = await new Agent(model).RunAsync("again", session, new() { WhenBusy = BusyPolicy.Reject });
        Assert.Equal("next", answer.Text);
        Assert.True(Balanced.Is(model.Requests[0].Messages), Transcript.Of(model.Requests[0].Messages));
    }

    /// <summary>Code that goes on until a test lets it end, whatever it is told.</summary>
    private sealed class Hang
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public Task Left => _left.Task;

        public bool Breaks { get; init; }

        public void Release() => _go.TrySetResult();

        public async Task<string> WaitAsync()
        {
            _begun.TrySetResult();
            await _go.Task;
            _left.TrySetResult();
            return Breaks ? throw new InvalidOperationException("broke later") : "late";
        }

        public string Block() => WaitAsync().GetAwaiter().GetResult();

        public IEnumerable<AIContent> Lazy()
        {
            yield return new TextContent(Block());
        }
    }

    private sealed class HangingClient(Hang hang) : IChatClient
    {
        public bool Blocks { get; init; }

        public bool HangsAtTheEnd { get; init; }

        public int Pieces { get; init; }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new(new ChatMessage(ChatRole.Assistant, Blocks ? hang.Block() : await hang.WaitAsync()));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                for (var piece = 1; piece <= Pieces; piece++)
                    yield return new ChatResponseUpdate(ChatRole.Assistant, $"piece {piece}");
                if (!HangsAtTheEnd)
                    yield return new ChatResponseUpdate(ChatRole.Assistant, Blocks ? hang.Block() : await hang.WaitAsync());
            }
            finally
            {
                await hang.WaitAsync();
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Around : AgentMiddleware
    {
        public Func<Task<string>>? BeforeRun { get; init; }

        public Func<Task<string>>? AfterRun { get; init; }

        public Func<Task<string>>? BeforeTool { get; init; }

        public Func<Task<string>>? AfterTool { get; init; }

        public Func<Task<string>>? BeforeModel { get; init; }

        public Func<Task<string>>? AfterModel { get; init; }

        protected override async Task<AgentAnswer> OnRunAsync(RunRequest request, RunHandler next, CancellationToken cancellationToken)
        {
            await (BeforeRun?.Invoke() ?? Task.FromResult(""));
            var answer = await next(request, CancellationToken.None);
            await (AfterRun?.Invoke() ?? Task.FromResult(""));
            return answer;
        }

        protected override async ValueTask<object?> OnToolCallAsync(ToolRequest request, ToolHandler next, CancellationToken cancellationToken)
        {
            await (BeforeTool?.Invoke() ?? Task.FromResult(""));
            var result = await next(request, cancellationToken);
            await (AfterTool?.Invoke() ?? Task.FromResult(""));
            return result;
        }

        protected override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, ModelHandler next, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await (BeforeModel?.Invoke() ?? Task.FromResult(""));
            await foreach (var update in next(request, cancellationToken))
                yield return update;
            await (AfterModel?.Invoke() ?? Task.FromResult(""));
        }
    }

    private sealed class Provider : ContextProvider
    {
        public Func<Task<string>>? Before { get; init; }

        public Func<Task<string>>? After { get; init; }

        protected override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => await (Before?.Invoke() ?? Task.FromResult(""));

        protected override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) => await (After?.Invoke() ?? Task.FromResult(""));
    }

    private sealed class History(Hang hang) : HistoryProvider
    {
        protected override async ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken)
        {
            await hang.WaitAsync();
            return [];
        }

        protected override ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Reducer(Hang hang) : IChatReducer
    {
        public async Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
        {
            await hang.WaitAsync();
            return messages;
        }
    }

    private sealed class Strategy(Hang hang) : WindowStrategy
    {
        public override async ValueTask ApplyAsync(WindowDraft draft, CancellationToken cancellationToken) => await hang.WaitAsync();
    }
}
