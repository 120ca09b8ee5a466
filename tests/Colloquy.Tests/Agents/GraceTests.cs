using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Tools, models and providers that do not look at their cancellation token: the turn ends without them, and what they still do is refused.</summary>
public sealed partial class GraceTests
{
    /// <summary>How long a test may take, in milliseconds: none of these waits for time to pass.</summary>
    private const int Longest = 30_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly AwaitedTime _time = new();
    private readonly ListLogger _logger = new();

    public static TheoryData<string, bool> PlaceNames => [.. Places.Keys.SelectMany(name => new[] { (name, false), (name, true) })];

    private static AIFunction Echo => AgentTool.Create((string value) => value, "echo");

    private static Step Assign => (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "child", new Dictionary<string, object?> { ["task"] = "work" })])) { Usage = new() });

    [Theory(Timeout = Longest), MemberData(nameof(PlaceNames))]
    public async Task A_cancelled_run_ends_though_its_code_does_not(string place, bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places[place](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await AssertEndsAsync(run, hang, place);

        // A failure was one before it was cancelled.
        await Assert.ThrowsAnyAsync<Exception>(() => run);
        Assert.True(run.IsCanceled || place.EndsWith("failure", StringComparison.Ordinal), run.Exception?.ToString());
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }

    [Theory(Timeout = Longest), MemberData(nameof(PlaceNames))]
    public async Task The_limit_of_time_ends_a_turn_whose_code_does_not(string place, bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();

        var run = RunAsync(Places[place](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams, default);
        await hang.Begun;
        _time.Advance(Limit);
        await AssertEndsAsync(run, hang, place);

        var ended = await Assert.ThrowsAnyAsync<Exception>(() => run);
        if (ended is not IOException)
            Assert.Equal(RunLimit.Time, Assert.IsType<TurnLimitException>(ended).Limit);
        await AssertFreeAsync(session, TurnStatus.Limited);
        hang.Release();
    }

    [Theory(Timeout = Longest)]
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
        await AssertEndsAsync(run, hang, place);
        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => run);

        Assert.Equal(isCall ? 1 : 0, limited.Answer!.ToolCalls.Count);
        if (isCall)
        {
            Assert.Contains("outcome", limited.Answer!.ToolCalls[0].Error, StringComparison.Ordinal);
            Assert.IsAssignableFrom<OperationCanceledException>(limited.Answer!.ToolCalls[0].Exception);
            Assert.Contains("unknown", (await session.GetItemsAsync(role: ChatRole.Tool)).Single().Message.Contents.OfType<FunctionResultContent>().Single().Result?.ToString(), StringComparison.Ordinal);
            Assert.Equal(ChatRole.Tool, limited.Answer!.Messages[^1].Role);
        }

        Assert.Contains(_logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("went on after the run", StringComparison.Ordinal));
        hang.Release();
    }

    [Fact(Timeout = Longest)]
    public async Task The_others_of_several_calls_keep_their_results()
    {
        var hang = new Hang();
        var session = await OpenAsync();

        var run = RunAsync(Places["one of several tools"](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, default);
        await hang.Begun;
        while ((await session.GetItemsAsync(role: ChatRole.Tool)).Count == 0)
            await Task.Yield();
        _time.Advance(Limit);
        await AssertEndsAsync(run, hang, "one of several tools");
        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => run);

        Assert.Equal("x", limited.Answer!.ToolCalls[1].Result?.ToString());
        Assert.Equal(2, limited.Answer!.Messages.Count(message => message.Role == ChatRole.Tool));
        hang.Release();
    }

    [Fact(Timeout = Longest)]
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

    [Fact(Timeout = Longest)]
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

    [Fact(Timeout = Longest)]
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

    [Fact(Timeout = Longest)]
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
        Assert.True((await session.GetItemsAsync()).First(item => item.Text == "piece 1").IsPartial);
        hang.Release();
    }

    [Theory(Timeout = Longest)]
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
        await AssertEndsAsync(run, hang, "the model");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }

    [Theory(Timeout = Longest)]
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
        await AssertEndsAsync(run, hang, "the middleware");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        hang.Release();
        await hang.Left;

        Assert.Equal(before ? 0 : 1, model.Requests.Count);
        await AssertFreeAsync(session, before ? null : TurnStatus.Completed);
    }

    [Fact(Timeout = Longest)]
    public async Task A_pruning_is_not_held_by_its_model()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var prune = session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new HangingClient(hang), 1), cancellationToken: cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        await AssertEndsAsync(prune, hang, "the model of the pruning");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => prune);
        await AssertFreeAsync(session, status: null);
        hang.Release();
    }

    [Fact(Timeout = Longest)]
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

    [Theory(Timeout = Longest)]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    [InlineData(Scope.Temp)]
    public async Task What_a_tool_writes_when_nobody_waits_for_it_is_refused(Scope scope)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        var later = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = AgentTool.Create(
            async (RunContext run, string value) =>
            {
                await run.State.SetAsync("before", 1, scope);
                later.SetResult(WriteAsync());
                await await later.Task;
                return value;

                async Task WriteAsync()
                {
                    await hang.WaitAsync();
                    await run.State.WithPrefix("part").SetAsync("after", 1, scope);
                }
            },
            "work");

        var run = RunAsync(Calling(tool), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, default);
        await hang.Begun;
        _time.Advance(Limit);
        await AssertEndsAsync(run, hang, "the tool");
        await Assert.ThrowsAsync<TurnLimitException>(() => run);
        hang.Release();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await await later.Task);
        Assert.StartsWith($"The run on session {session.Key} that this came from has ended", refused.Message, StringComparison.Ordinal);
        if (scope != Scope.Temp)
            Assert.Equal("before", Assert.Single(await session.State.ListAsync(scope)).Key);
    }

    [Fact(Timeout = Longest)]
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

        await Assert.ThrowsAsync<InvalidOperationException>(() => later!);
        Assert.Empty(await session.State.ListAsync());
    }

    private static Agent Calling(AIFunction tool) => new(new ScriptedChatClient(Call(("a", "work", "")))) { Tools = [tool] };

    /// <summary>Runs an agent on another thread than the test's, which code that blocks must not hold.</summary>
    private static Task RunAsync(Agent agent, Session session, RunOptions options, bool streams, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            if (streams)
                await agent.RunStreamingAsync("go", session, options, cancellationToken).ToListAsync(CancellationToken.None);
            else
                await agent.RunAsync("go", session, options, cancellationToken);
        },
        CancellationToken.None);

    /// <summary>A run that was told to stop ends by itself; one that does not is let go, and the test says what held it.</summary>
    private static async Task AssertEndsAsync(Task run, Hang hang, string held)
    {
        await run.WaitAsync(TimeSpan.FromMilliseconds(Longest / 2)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (run.IsCompleted)
            return;

        hang.Release();
        Assert.Fail($"The run was told to stop, and is still held by {held}.");
    }

    private async Task<Session> OpenAsync()
    {
        var session = await new InMemorySessionStore(_time).OpenAsync(new SessionKey("s", user: "ada"), new OpenSessionOptions { TimeProvider = _time, LoggerFactory = _logger });
        await session.AddAsync([new ChatMessage(ChatRole.User, "before"), new ChatMessage(ChatRole.Assistant, "yes"), new ChatMessage(ChatRole.User, "and?"), new ChatMessage(ChatRole.Assistant, "no")]);
        return session;
    }

    /// <summary>The turn has ended, and another one runs at once, with a history that is whole.</summary>
    private static async Task AssertFreeAsync(Session session, TurnStatus? status)
    {
        if (status is { } expected)
        {
            var newest = (await session.Turns.ReadAsync().FirstAsync()).Status;
            Assert.True(newest == expected || newest == TurnStatus.Failed, $"The turn is {newest}.");
        }

        var model = new ScriptedChatClient(Say("next"));
        var answer = await new Agent(model).RunAsync("again", session, new() { WhenBusy = BusyPolicy.Reject });
        Assert.Equal("next", answer.Text);
        Assert.True(Balanced.Is(model.Requests[0].Messages), Transcript.Of(model.Requests[0].Messages));
    }
}
