using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests;

/// <summary>What a run has spent is kept, whatever became of the run.</summary>
public sealed class LostUsageTests
{
    private static readonly SessionKey Key = new("s", "ada");

    private readonly FakeTimeProvider _time = new();
    private readonly InMemorySessionStore _store;
    private readonly ListLogger _logger = new();

    public LostUsageTests() => _store = new InMemorySessionStore(_time);

    [Fact]
    public async Task A_run_whose_commit_is_refused_keeps_what_it_spent()
    {
        var session = await OpenAsync(_store);
        var agent = new Agent(new ScriptedChatClient(Losing(Reply.Call("echo", "m", 100, 10)))) { Prices = Free };

        await Assert.ThrowsAsync<LeaseLostException>(() => agent.RunAsync("go", session));

        var turn = Assert.Single(await session.Usage.GetAsync(UsageBy.Turn));
        Assert.Equal((new Position(1), 1, 110), (turn.TurnStart, turn.Totals.Calls, turn.Totals.TotalTokens));
        Assert.Equal(0, (await session.Usage.GetBranchAsync()).Calls);
        Assert.DoesNotContain("turn-end", (await _store.ReadAsync(Key, LogRead.All())).Entries.Select(entry => entry.Kind.Value));
        Assert.DoesNotContain(_logger.Lines, line => line.Contains("in no total", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_stopped_before_it_commits_keeps_what_it_spent()
    {
        var session = await OpenAsync(_store);
        var wait = AgentTool.Create(
            async (RunContext run, string value) =>
            {
                await TakeOverAsync();
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(Timeout.InfiniteTimeSpan, run.CancellationToken);
                return value;
            },
            "wait");
        var agent = new Agent(new ScriptedChatClient(Reply.Call("wait", "m", 100, 10))) { Prices = Free, Tools = [wait], Durability = Durability.Turn };

        var lost = await Assert.ThrowsAsync<LeaseLostException>(() => agent.RunAsync("go", session));

        Assert.Equal((Key, true, false), (lost.Key, lost.WasTakenOver, lost.WasReleased));
        var totals = await session.Usage.GetAsync();
        Assert.Equal((1, 110, 1), (totals.Calls, totals.TotalTokens, totals.ToolCalls));
        Assert.Null(Assert.Single(await session.Usage.GetAsync(UsageBy.Turn)).TurnStart);
        Assert.Empty((await _store.ReadAsync(Key, LogRead.All())).Entries);
    }

    [Fact]
    public async Task A_wrapped_client_keeps_what_it_spent_too()
    {
        var session = await OpenAsync(_store);
        using var client = new SessionChatClient(new ScriptedChatClient(Losing(Reply.Say("hello", "m", 100, 10))), session) { Prices = Free };

        await Assert.ThrowsAsync<LeaseLostException>(() => client.GetResponseAsync("go"));

        Assert.Equal((1, 110), ((await session.Usage.GetAsync()).Calls, (await session.Usage.GetAsync()).TotalTokens));
    }

    [Fact]
    public async Task A_store_without_a_ledger_has_the_loss_warned_of()
    {
        await _store.CreateAsync(Key);
        var session = await OpenAsync(new DyingStore(_store, commitsToLive: 1, diesAfterCommitting: false));
        var agent = new Agent(new ScriptedChatClient(Reply.Call("echo", "m", 100, 10))) { Prices = Free };

        await Assert.ThrowsAsync<ProcessDiedException>(() => agent.RunAsync("go", session));

        Assert.Contains(_logger.Lines, line => line.StartsWith("Warning: Model call ", StringComparison.Ordinal) && line.EndsWith("of session 's' of user 'ada' in app 'default' was not committed, and its usage could not be kept beside the log: 100 input and 10 output tokens of m are in no total.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_counts_once()
    {
        var session = await OpenAsync(new LosesAnswers(_store, commits: 2));
        var agent = new Agent(new ScriptedChatClient(Reply.Call("echo", "m", 100, 10))) { Prices = Free };

        await Assert.ThrowsAsync<TimeoutException>(() => agent.RunAsync("go", session));

        var totals = await (await OpenAsync(_store)).Usage.GetAsync(UsageBy.Turn);
        Assert.Equal([(new Position(1), 1, 110)], totals.Select(row => (row.TurnStart!.Value, (int)row.Totals.Calls, (int)row.Totals.TotalTokens)));
        Assert.Equal(1, (await (await OpenAsync(_store)).Usage.GetBranchAsync()).Calls);
    }

    [Fact]
    public async Task A_question_whose_answer_comes_after_the_run_is_paid_for_and_refused()
    {
        var session = await OpenAsync(_store);
        var answers = new TaskCompletionSource();
        var slow = new ScriptedChatClient(async (messages, options, _) =>
        {
            await answers.Task;
            return await Reply.Say("pumps", "m", 100, 10)(messages, options, CancellationToken.None);
        });
        var asking = new Asking(slow);
        await new Agent(new ScriptedChatClient(Reply.Say("Hi.", "m", 20, 5))) { Prices = Free, ContextProviders = [asking] }.RunAsync("Hello?", session);

        answers.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => asking.Answer!);
        Assert.Equal((2, 135), ((await session.Usage.GetAsync()).Calls, (await session.Usage.GetAsync()).TotalTokens));
    }

    /// <summary>Asks a model, and does not wait for the answer.</summary>
    private sealed class Asking(IChatClient client) : ContextProvider
    {
        public Task<string?>? Answer { get; private set; }

        public override string Name => "asking";

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            Answer = request.AskAsync("topic", "What is it about?", client: client, cancellationToken: CancellationToken.None).AsTask();
            return ValueTask.CompletedTask;
        }
    }

    private static PriceTable Free { get; } = new([new() { Provider = "scripted", Model = "*", Input = 0, Output = 0 }]);

    private Task<Session> OpenAsync(ISessionStore store) => store.OpenAsync(Key, new() { LoggerFactory = _logger, TimeProvider = _time });

    /// <summary>The process hangs for an hour in the middle of a call, and another run takes over.</summary>
    private ScriptedChatClient.Step Losing(ScriptedChatClient.Step step) => async (messages, options, cancellationToken) =>
    {
        await TakeOverAsync();
        return await step(messages, options, cancellationToken);
    };

    private async Task TakeOverAsync()
    {
        // No timer fires: the process that hangs renews nothing.
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Equal(LeaseOutcome.Granted, (await _store.LeaseAsync(Key, LeaseRequest.Acquire("other", TimeSpan.FromMinutes(1), LeasePlace.None))).Outcome);
    }
}
