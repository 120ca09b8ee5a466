using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Retention;

/// <summary>What others meet while a pruning's model is at work, and what the pruning meets.</summary>
public sealed class PruningUnderWayTests : RetentionTest
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the session with the system's clock: who holds a lease hears at its next beat that it is to stop, and beats must go on.</summary>
    private new Task<Session> OpenAsync(RetentionPolicy? policy = null) => Store.OpenAsync(Key, new OpenSessionOptions { Retention = policy });

    public static TheoryData<string> Others => [.. Kinds.Keys];

    private static Dictionary<string, Func<Session, Task>> Kinds { get; } = new()
    {
        ["add"] = session => session.AddAsync(new ChatMessage(ChatRole.User, "me too")),
        ["undo"] = session => session.UndoTurnAsync(),
        ["pop"] = session => session.PopAsync(),
        ["clear"] = session => session.ClearAsync(),
        ["fork"] = session => session.Branches.ForkAsync("other"),
        ["close"] = session => session.CloseAsync(),
        ["state"] = session => session.State.SetAsync("key", 1),
        ["pin"] = session => session.Window.PinAsync(new Position(2)),
        ["delete"] = session => session.DeleteAsync(),
        ["prune"] = session => session.Retention.PruneAsync(PruneStrategy.KeepLast(2)),
        ["prune with a model"] = session => session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(), 2)),
        ["run"] = session => new Agent(new ScriptedChatClient()).RunAsync("me too", session, new() { WhenBusy = BusyPolicy.Reject }),
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Other_calls_learn_that_it_is_a_pruning(string kind)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var pruning = session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Slow), 2));
        await _begun.Task;

        var busy = await Assert.ThrowsAsync<SessionBusyException>(() => Kinds[kind](session));

        Assert.Equal(LeasePurpose.Pruning, busy.Purpose);
        Assert.Contains("is being pruned", busy.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("turn", busy.Message, StringComparison.Ordinal);
        _go.SetResult();
        Assert.Equal(10, (await pruning).Messages);
    }

    [Fact]
    public async Task A_run_that_waits_begins_when_the_pruning_is_over()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var pruning = session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Slow), 2));
        await _begun.Task;

        var run = new Agent(new ScriptedChatClient(Say("yes"))).RunAsync("hello", session);
        _go.SetResult();

        Assert.Equal("yes", (await run).Text);
        try
        {
            await pruning;
        }
        catch (SessionBusyException e)
        {
            // The run may be quicker than the commit that removes.
            Assert.Equal(LeasePurpose.Turn, e.Purpose);
        }
    }

    [Theory]
    [InlineData(BusyPolicy.Interrupt, false)]
    [InlineData(BusyPolicy.Rollback, false)]
    [InlineData(BusyPolicy.Interrupt, true)]
    public async Task A_run_that_does_not_wait_ends_it_with_an_error_that_says_so(BusyPolicy policy, bool isDeaf)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var model = new ScriptedChatClient(isDeaf ? Slow : Wait(_begun), Say("in short"));
        var pruning = session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));
        await _begun.Task;

        var answer = await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = policy });

        var ended = await Assert.ThrowsAsync<PruneFailedException>(() => pruning);
        Assert.Equal((Key, true), (ended.Key, ended.IsInterrupted));
        Assert.Contains("nothing was removed", ended.Message, StringComparison.Ordinal);
        Assert.Equal((7, 14), (answer.TurnNumber, (await session.GetItemsAsync()).Count));
        _go.TrySetResult();
        Assert.Equal(12, (await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2))).Messages);
    }

    [Fact]
    public async Task A_caller_who_cancels_it_is_told_that_it_is_cancelled()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        using var cancel = new CancellationTokenSource();
        var pruning = session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Wait(_begun)), 2), cancellationToken: cancel.Token);
        await _begun.Task;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pruning);
        Assert.Equal(12, (await session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task A_run_that_rolls_back_what_it_interrupts_takes_back_no_older_turn_for_it()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var interrupted = new Agent(new ScriptedChatClient(Wait(begun))).RunAsync("long ago", session);
        await begun.Task;
        await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = BusyPolicy.Interrupt });
        await Assert.ThrowsAsync<TurnInterruptedException>(() => interrupted);
        await session.UndoTurnAsync();
        var pruning = session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Wait(_begun)), 2));
        await _begun.Task;

        await new Agent(new ScriptedChatClient(Say("yes"))).RunAsync("last", session, new() { WhenBusy = BusyPolicy.Rollback });

        Assert.True((await Assert.ThrowsAsync<PruneFailedException>(() => pruning)).IsInterrupted);
        Assert.EndsWith("long ago, last, yes", await TextsAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_that_a_run_interrupts_counts_the_session_as_busy_and_goes_on()
    {
        var policy = new RetentionPolicy { AutoPrune = true, Strategy = RetentionStrategy.Summary, MaxMessages = 2 };
        var session = await OpenAsync(policy);
        await AddTurnsAsync(session, 6);
        var sweep = new RetentionSweeper(Store, new RetentionSweeperOptions { Client = new ScriptedChatClient(Wait(_begun)) }).SweepAsync().ToListAsync().AsTask();
        await _begun.Task;

        await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = BusyPolicy.Interrupt });

        var swept = Assert.Single(await sweep);
        Assert.Equal(SweepOutcome.Busy, swept.Outcome);
        Assert.IsType<PruneFailedException>(swept.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beside_a_turn_that_waits_what_is_older_is_summed_up_and_removed_and_the_turn_goes_on(bool approve)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var done = new List<string>();
        Agent Desk(IChatClient model) => new(model)
        {
            Tools = [new ApprovalRequiredAIFunction(AgentTool.Create((string value) => { done.Add(value); return "done"; }, "refund"))],
        };
        await Desk(new ScriptedChatClient(Call(("r", "refund", "5")))).RunAsync("refund it", session);

        var pruned = await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Say("They asked six questions.")), 2));

        Assert.Equal(12, pruned.Messages);
        Assert.Equal("refund it, ", await TextsAsync(session));
        Assert.EndsWith("They asked six questions.", (await session.Window.PreviewAsync([])).Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        var waiting = Assert.Single(await session.Approvals.ListAsync());
        await (approve ? session.Approvals.ApproveAsync(waiting) : session.Approvals.RefuseAsync(waiting, "no"));
        var answer = await Desk(new ScriptedChatClient(Say("ready"))).ResumeAsync(session);
        Assert.Equal(("ready", TurnStatus.Completed, 7), (answer!.Text, answer.Status, answer.TurnNumber));
        Assert.Equal(approve ? ["5"] : [], done);
        await WindowAsync(session);
        await VerifyAsync(session);
    }

    private async Task<ChatResponse> Slow(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        await _go.Task;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, "in short"));
    }
}
