using Microsoft.Extensions.AI;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>However a run ends, nothing of it is left: no timer, no call to the store, no lease.</summary>
public sealed class AfterTheEndTests
{
    private static readonly Dictionary<string, Func<Session, Task>> Ends = new()
    {
        ["an answer"] = session => new Agent(new ScriptedChatClient(Say("done"))).RunAsync("go", session),
        ["tools"] = session => Looking(Call(("c1", "look", "x"), ("c2", "look", "y")), Say("done")).RunAsync("go", session, new() { Durability = Durability.Turn }),
        ["a failed model"] = session => Assert.ThrowsAsync<TimeoutException>(() => new Agent(new ScriptedChatClient(Throw(new TimeoutException()))).RunAsync("go", session)),
        ["a limit of steps"] = session => Assert.ThrowsAsync<TurnLimitException>(() => Looking(Call(("c1", "look", "x"))).RunAsync("go", session, new() { Limits = new() { Steps = 1 } })),
        ["a limit of time"] = session => Assert.ThrowsAsync<TurnLimitException>(() => new Agent(new HaltingChatClient("Once")).RunAsync("go", session, new() { Limits = new() { Time = TimeSpan.FromMilliseconds(50) } })),
        ["a cancelled caller"] = CancelAsync,
        ["an abandoned stream"] = AbandonAsync,
        ["an approval to wait for"] = session => Looking([ApprovalRule.Always()], Call(("c1", "look", "x"))).RunAsync("go", session),
        ["a handoff"] = session => new Agent(new ScriptedChatClient(Call(("h", "transfer_to_other", "x")))) { Name = "one", Handoffs = [new Agent(new ScriptedChatClient(Say("done"))) { Name = "other" }] }.RunAsync("go", session),
        ["an agent as a tool"] = session => new Agent(new ScriptedChatClient(Call(("c1", "inner", "x")), Say("done"))) { Tools = [new Agent(new ScriptedChatClient(Say("yes"))) { Name = "inner" }.AsTool()] }.RunAsync("go", session),
        ["an interruption by another run"] = InterruptAsync,
        ["a busy session"] = RejectAsync,
        ["a place in the queue that was given up"] = LeaveQueueAsync,
        ["a wrong value"] = session => Assert.ThrowsAsync<StructuredOutputException>(() => new Agent(new ScriptedChatClient(Say("no"), Say("no"))).RunAsync<int[]>("go", session)),
    };

    private readonly WatchedTime _time = new();
    private readonly WatchedStore _store = new(new InMemorySessionStore());

    public static TheoryData<string> Names => [.. Ends.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_is_left_of_a_run_that_ended_with(string name)
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { TimeProvider = _time });

        await Ends[name](session);

        // A run that waited goes on within the call of its timer, and so does this test; the timer is disposed of when that returns.
        await Task.Yield();
        SpinWait.SpinUntil(() => _time.Timers == 0, TimeSpan.FromSeconds(10));
        var calls = _store.Calls;
        Assert.Equal((0, 0), (_time.Timers, _store.UnderWay));
        Assert.Null((await session.RefreshAsync()).LeasedUntil);
        Assert.Equal(calls + 1, _store.Calls);
    }

    private static Agent Looking(params Step[] steps) => Looking([], steps);

    private static Agent Looking(IReadOnlyList<ApprovalRule> approvals, params Step[] steps) =>
        new(new ScriptedChatClient(steps)) { Tools = [AgentTool.Create((string value) => value, "look")], Approvals = approvals };

    private static async Task CancelAsync(Session session)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        var run = new Agent(new ScriptedChatClient(Wait(begun))).RunAsync("go", session, cancellationToken: cancel.Token);
        await begun.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static async Task AbandonAsync(Session session)
    {
        await foreach (var update in new Agent(new HaltingChatClient("Once upon")).RunStreamingAsync("tell", session))
        {
            if (update.Text.Length > 0)
                break;
        }
    }

    private static Task InterruptAsync(Session session) => BesideAsync(session, async run =>
    {
        await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = BusyPolicy.Interrupt });
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
    });

    private static Task RejectAsync(Session session) => BesideAsync(session, _ =>
        Assert.ThrowsAsync<SessionBusyException>(() => new Agent(new ScriptedChatClient()).RunAsync("me", session, new() { WhenBusy = BusyPolicy.Reject })));

    private static Task LeaveQueueAsync(Session session) => BesideAsync(session, async _ =>
    {
        using var leave = new CancellationTokenSource();
        var waiter = new Agent(new ScriptedChatClient()).RunAsync("me", session, cancellationToken: leave.Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
    });

    /// <summary>Does something while a run is under way, which is cancelled afterwards.</summary>
    private static async Task BesideAsync(Session session, Func<Task, Task> act)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        var run = new Agent(new ScriptedChatClient(Wait(begun))).RunAsync("slow", session, cancellationToken: cancel.Token);
        await begun.Task;
        await act(run);
        await cancel.CancelAsync();
        await Task.WhenAny(run);
    }
}
