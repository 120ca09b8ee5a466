using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>A process that stops while a turn runs, and what another does with the turn.</summary>
public sealed class SuspendTests : IDisposable
{
    private const int Longest = 30_000;
    private const string Unknown = "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _begun = new();
    private readonly InMemorySessionStore _store = new();
    private readonly List<string> _ran = [];

    [Theory(Timeout = Longest)]
    [InlineData(Durability.Step, false)]
    [InlineData(Durability.Step, true)]
    [InlineData(Durability.Turn, false)]
    [InlineData(Durability.Turn, true)]
    public async Task A_turn_that_was_stopped_in_a_model_call_goes_on_at_once_in_another_process(Durability durability, bool streams)
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Call(("a", "look", "1")), Wait(_begun))) { SuspendToken = _stop.Token, Durability = durability, Tools = [Look] };

        var run = RunAsync(agent, session, streams);
        await _begun.Task;
        await _stop.CancelAsync();
        var stopped = await Assert.ThrowsAsync<TurnInterruptedException>(() => run);

        Assert.Equal((true, 1, session.Key), (stopped.IsResumable, stopped.TurnNumber, stopped.Key));
        Assert.Equal("Turn 1 of session 's' in app 'default' was stopped since its process is stopping. Its committed steps are kept; call Agent.ResumeAsync, in any process, to go on with it.", stopped.Message);
        var answer = await new Agent(new ScriptedChatClient(Say("There is one."))) { Tools = [Look] }.ResumeAsync(await OpenAsync(), new RunOptions { WhenBusy = BusyPolicy.Reject });
        Assert.Equal("There is one.", answer!.Text);
        Assert.Equal(["1"], _ran);
        Assert.Equal("user: go\nassistant: look#a(1)\ntool: #a=1\nassistant: There is one.", await Transcript.OfAsync(session));
        Assert.Equal([TurnStatus.Completed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        Assert.Equal(3, (await session.Usage.GetAsync()).Calls);
    }

    [Theory(Timeout = Longest)]
    [InlineData(true, "a|a|b", "a")]
    [InlineData(false, "a|b", Unknown)]
    public async Task A_tool_that_was_in_progress_runs_again_only_when_it_is_idempotent(bool idempotent, string ran, string result)
    {
        var session = await OpenAsync();
        var tool = WaitAtFirst(idempotent);

        var run = new Agent(new ScriptedChatClient(Call(("a", "work", "a"), ("b", "work", "b")))) { SuspendToken = _stop.Token, Tools = [tool] }.RunAsync("go", session);
        await _begun.Task;
        await _stop.CancelAsync();
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        await new Agent(new ScriptedChatClient(Say("done"))) { Tools = [tool] }.ResumeAsync(await OpenAsync());

        Assert.Equal(ran, string.Join("|", _ran));
        Assert.Equal($"user: go\nassistant: work#a(a) work#b(b)\ntool: #a={result}\ntool: #b=b\nassistant: done", await Transcript.OfAsync(session));
    }

    [Fact(Timeout = Longest)]
    public async Task A_tool_that_ends_within_the_grace_period_has_its_result_and_no_tool_begins_after_it()
    {
        var session = await OpenAsync();
        var tool = AgentTool.Create(
            async (string value) =>
            {
                _ran.Add(value);
                await _stop.CancelAsync();
                return value;
            },
            "work");

        await Assert.ThrowsAsync<TurnInterruptedException>(() => new Agent(new ScriptedChatClient(Call(("a", "work", "a"), ("b", "work", "b")))) { SuspendToken = _stop.Token, Tools = [tool] }.RunAsync("go", session));

        Assert.Equal(["a"], _ran);
        Assert.Equal("user: go\nassistant: work#a(a) work#b(b)\ntool: #a=a", await Transcript.OfAsync(session));
    }

    [Fact(Timeout = Longest)]
    public async Task What_a_tool_wrote_to_the_state_and_did_not_finish_is_not_kept()
    {
        var session = await OpenAsync();
        var tool = AgentTool.Create(
            async (RunContext run, string value, CancellationToken cancellationToken) =>
            {
                await run.State.IncrementAsync("count", cancellationToken: cancellationToken);
                _begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return value;
            },
            "work");

        var run = new Agent(new ScriptedChatClient(Call(("a", "work", "a")))) { SuspendToken = _stop.Token, Tools = [tool] }.RunAsync("go", session);
        await _begun.Task;
        await _stop.CancelAsync();

        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        Assert.Empty(await session.State.ListAsync());
    }

    [Fact(Timeout = Longest)]
    public async Task The_end_of_the_process_counts_before_the_callers_token()
    {
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = new Agent(new ScriptedChatClient(Wait(_begun))) { SuspendToken = _stop.Token }.RunAsync("go", session, cancellationToken: cancel.Token);
        await _begun.Task;
        await Task.WhenAll(_stop.CancelAsync(), cancel.CancelAsync());

        Assert.True((await Assert.ThrowsAsync<TurnInterruptedException>(() => run)).IsResumable);
        Assert.True((await session.RefreshAsync()).IsInterrupted);
    }

    [Fact(Timeout = Longest)]
    public async Task An_agent_that_works_for_another_goes_on_where_it_was()
    {
        var session = await OpenAsync();
        var child = new Agent(new ScriptedChatClient(Call(("b", "look", "1")), Wait(_begun))) { Name = "child", Tools = [Look] };

        var run = new Agent(new ScriptedChatClient(Assign)) { SuspendToken = _stop.Token, Tools = [child.AsTool()] }.RunAsync("go", session);
        await _begun.Task;
        await _stop.CancelAsync();
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        var model = new ScriptedChatClient(Say("Seen one."));
        var again = new Agent(model) { Name = "child", Tools = [Look] };
        var answer = await new Agent(new ScriptedChatClient(Say("One."))) { Tools = [again.AsTool()] }.ResumeAsync(await OpenAsync());

        Assert.Equal("One.", answer!.Text);
        Assert.Equal("Seen one.", answer.ToolCalls[0].Result?.ToString());
        Assert.Equal(["1"], _ran);
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], model.Requests[0].Messages.Select(message => message.Role));
    }

    [Fact(Timeout = Longest)]
    public async Task An_agent_with_a_token_of_its_own_goes_on_where_it_was_when_its_caller_stops()
    {
        var session = await OpenAsync();
        using var own = new CancellationTokenSource();
        var child = new Agent(new ScriptedChatClient(Call(("b", "look", "1")), Wait(_begun))) { Name = "child", SuspendToken = own.Token, Tools = [Look] };

        var run = new Agent(new ScriptedChatClient(Assign)) { SuspendToken = _stop.Token, Tools = [child.AsTool()] }.RunAsync("go", session);
        await _begun.Task;
        await _stop.CancelAsync();
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        var model = new ScriptedChatClient(Say("Seen one."));
        await new Agent(new ScriptedChatClient(Say("One."))) { Tools = [new Agent(model) { Name = "child", Tools = [Look] }.AsTool()] }.ResumeAsync(await OpenAsync());

        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], model.Requests[0].Messages.Select(message => message.Role));
    }

    [Fact(Timeout = Longest)]
    public async Task An_agent_that_stops_by_a_token_of_its_own_leaves_the_turn_that_it_works_for()
    {
        var session = await OpenAsync();
        var child = new Agent(new ScriptedChatClient(Wait(_begun))) { Name = "child", SuspendToken = _stop.Token };

        var run = new Agent(new ScriptedChatClient(Assign)) { Tools = [child.AsTool()] }.RunAsync("go", session);
        await _begun.Task;
        await _stop.CancelAsync();

        Assert.True((await Assert.ThrowsAsync<TurnInterruptedException>(() => run)).IsResumable);
        Assert.True((await session.RefreshAsync()).IsInterrupted);
    }

    [Fact]
    public async Task A_run_that_begins_when_the_process_stops_is_refused_and_writes_nothing()
    {
        var session = await OpenAsync();
        await _stop.CancelAsync();
        var agent = new Agent(new ScriptedChatClient()) { SuspendToken = _stop.Token };

        var refused = await Assert.ThrowsAsync<TurnInterruptedException>(() => agent.RunAsync("go", session));

        Assert.Equal((false, 0), (refused.IsResumable, refused.TurnNumber));
        Assert.Equal("The run on session 's' in app 'default' was not begun since its process is stopping, and nothing was written. Run it again in another process.", refused.Message);
        await Assert.ThrowsAsync<TurnInterruptedException>(() => agent.ResumeAsync(session));
        await Assert.ThrowsAsync<TurnInterruptedException>(() => agent.RunStreamingAsync("go", session).ToListAsync().AsTask());
        Assert.True((await session.RefreshAsync()).Tip.IsStart);
    }

    [Fact]
    public async Task An_answer_to_an_approval_that_comes_when_the_process_stops_is_refused()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("a", "look", "1")));
        var agent = new Agent(model) { SuspendToken = _stop.Token, Tools = [Look], Approvals = [ApprovalRule.Always("look")] };
        var waiting = await agent.RunAsync("go", session);
        await _stop.CancelAsync();

        await Assert.ThrowsAsync<TurnInterruptedException>(() => agent.RunAsync([new ChatMessage(ChatRole.User, [waiting.Approvals[0].ToContent().CreateResponse(true)])], session));

        Assert.Single(await session.Approvals.ListAsync());
    }

    [Fact(Timeout = Longest)]
    public async Task A_run_that_waits_for_its_session_is_refused_when_the_process_stops()
    {
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var running = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("first", session, cancellationToken: cancel.Token);
        await _begun.Task;

        var waiting = new Agent(new ScriptedChatClient()) { SuspendToken = _stop.Token }.RunAsync("second", await OpenAsync());
        await _stop.CancelAsync();

        Assert.False((await Assert.ThrowsAsync<TurnInterruptedException>(() => waiting)).IsResumable);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("user: first", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_run_whose_process_stops_while_it_takes_the_session_is_refused_and_writes_nothing()
    {
        await _store.CreateAsync(new SessionKey("s"));
        var session = await new StoppingStore(_store, _stop).OpenAsync(new SessionKey("s"));

        var refused = await Assert.ThrowsAsync<TurnInterruptedException>(() => new Agent(new ScriptedChatClient()) { SuspendToken = _stop.Token }.RunAsync("go", session));

        Assert.False(refused.IsResumable);
        var record = await session.RefreshAsync();
        Assert.Equal((true, SessionActivity.Idle), (record.Tip.IsStart, record.Activity));
    }

    [Fact(Timeout = Longest)]
    public async Task A_run_without_a_session_says_that_nothing_is_kept()
    {
        var run = new Agent(new ScriptedChatClient(Wait(_begun))) { SuspendToken = _stop.Token }.RunAsync("go");
        await _begun.Task;
        await _stop.CancelAsync();

        var stopped = await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        Assert.False(stopped.IsResumable);
        Assert.Contains("It had no session", stopped.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Longest)]
    public async Task An_approved_call_that_was_in_progress_behind_newer_turns_is_told_of_once()
    {
        var session = await OpenAsync();
        var rules = new[] { ApprovalRule.Always("work") };
        var tool = WaitAtFirst();
        var waiting = await new Agent(new ScriptedChatClient(Call(("a", "work", "a")))) { Tools = [tool], Approvals = rules }.RunAsync("go", session);
        await new Agent(new ScriptedChatClient(Say("Sure."))) { Tools = [tool], Approvals = rules }.RunAsync("and now?", session);
        await session.Approvals.ApproveAsync(waiting.Approvals[0]);

        var run = new Agent(new ScriptedChatClient()) { Tools = [tool], Approvals = rules, SuspendToken = _stop.Token }.ResumeAsync(session);
        await _begun.Task;
        await _stop.CancelAsync();
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        var answer = await new Agent(new ScriptedChatClient(Say("I cannot tell."))) { Tools = [tool], Approvals = rules }.ResumeAsync(await OpenAsync());

        Assert.Equal("I cannot tell.", answer!.Text);
        Assert.Equal(["a"], _ran);
        Assert.Single(await session.GetItemsAsync(), item => item.Text.Contains("unknown", StringComparison.Ordinal));
    }

    [Fact(Timeout = Longest)]
    public async Task An_approved_call_that_may_run_twice_runs_again_behind_newer_turns()
    {
        var session = await OpenAsync();
        var rules = new[] { ApprovalRule.Always("work") };
        var tool = WaitAtFirst(idempotent: true);
        var waiting = await new Agent(new ScriptedChatClient(Call(("a", "work", "a")))) { Tools = [tool], Approvals = rules }.RunAsync("go", session);
        await new Agent(new ScriptedChatClient(Say("Sure."))) { Tools = [tool], Approvals = rules }.RunAsync("and now?", session);
        await session.Approvals.ApproveAsync(waiting.Approvals[0]);

        var run = new Agent(new ScriptedChatClient()) { Tools = [tool], Approvals = rules, SuspendToken = _stop.Token }.ResumeAsync(session);
        await _begun.Task;
        await _stop.CancelAsync();
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        var answer = await new Agent(new ScriptedChatClient(Say("done"))) { Tools = [tool], Approvals = rules }.ResumeAsync(await OpenAsync());

        Assert.Equal(["a", "a"], _ran);
        Assert.Equal("a", answer!.ToolCalls[0].Result?.ToString());
    }

    [Fact(Timeout = Longest)]
    public async Task Context_providers_are_told_that_the_turn_goes_on_later()
    {
        var provider = new Listener();

        var run = new Agent(new ScriptedChatClient(Wait(_begun))) { SuspendToken = _stop.Token, ContextProviders = [provider] }.RunAsync("go", await OpenAsync());
        await _begun.Task;
        await _stop.CancelAsync();

        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
        Assert.True(Assert.Single(provider.Finished).IsWaiting);
    }

    public void Dispose() => _stop.Dispose();

    private AIFunction Look => AgentTool.Create(
        (string value) =>
        {
            _ran.Add(value);
            return value;
        },
        "look");

    /// <summary>Makes a tool whose first call does not end until its run does.</summary>
    private AIFunction WaitAtFirst(bool idempotent = false) => AgentTool.Create(
        async (string value, CancellationToken cancellationToken) =>
        {
            _ran.Add(value);
            _begun.TrySetResult();
            await Task.Delay(_ran.Count == 1 ? Timeout.Infinite : 0, cancellationToken);
            return value;
        },
        "work",
        idempotent: idempotent);

    private static Step Assign => (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "child", new Dictionary<string, object?> { ["task"] = "work" })])));

    private static Task RunAsync(Agent agent, Session session, bool streams) => streams ? agent.RunStreamingAsync("go", session).ToListAsync().AsTask() : agent.RunAsync("go", session);

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));

    /// <summary>A store of a process that stops when a run has taken a session.</summary>
    private sealed class StoppingStore(ISessionStore store, CancellationTokenSource stop) : DelegatingSessionStore(store)
    {
        public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
        {
            var answer = await base.LeaseAsync(key, request, cancellationToken);
            await stop.CancelAsync();
            return answer;
        }
    }

    private sealed class Listener : ContextProvider
    {
        public List<FinishedRun> Finished { get; } = [];

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            Finished.Add(run);
            return ValueTask.CompletedTask;
        }
    }
}
