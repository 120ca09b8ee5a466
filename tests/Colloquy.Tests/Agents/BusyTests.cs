using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class BusyTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Reject_refuses_a_second_run()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var cancel = new CancellationTokenSource();
        var first = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("slow", session, cancellationToken: cancel.Token);
        await _begun.Task;

        await Assert.ThrowsAsync<SessionBusyException>(() => new Agent(new ScriptedChatClient(Say("no"))).RunAsync("me", session, new() { WhenBusy = BusyPolicy.Reject }));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("user: slow", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Enqueue_serves_first_come_first_served()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var go = new TaskCompletionSource();
        var first = new Agent(new ScriptedChatClient(async (_, _, _) =>
        {
            _begun.SetResult();
            await go.Task;
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "1"));
        })).RunAsync("first", session);
        await _begun.Task;

        var second = new Agent(new ScriptedChatClient(Say("2"))).RunAsync("second", session);
        var third = new Agent(new ScriptedChatClient(Say("3"))).RunAsync("third", session);
        go.SetResult();
        await Task.WhenAll(first, second, third);

        Assert.Equal("user: first\nassistant: 1\nuser: second\nassistant: 2\nuser: third\nassistant: 3", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_waiter_that_is_cancelled_leaves_the_queue()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var stop = new CancellationTokenSource();
        using var leave = new CancellationTokenSource();
        var first = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("slow", session, cancellationToken: stop.Token);
        await _begun.Task;

        var waiter = new Agent(new ScriptedChatClient(Say("never"))).RunAsync("waiter", session, cancellationToken: leave.Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await new Agent(new ScriptedChatClient(Say("yes"))).RunAsync("next", session, new() { WhenBusy = BusyPolicy.Reject });

        Assert.Equal("user: slow\nuser: next\nassistant: yes", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Interrupt_stops_the_running_turn_which_keeps_what_it_did()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var first = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("slow", session);
        await _begun.Task;

        await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = BusyPolicy.Interrupt });

        await Assert.ThrowsAsync<TurnInterruptedException>(() => first);
        Assert.Equal("user: slow\nuser: urgent\nassistant: now", await Transcript.OfAsync(session));
        Assert.Equal([TurnStatus.Completed, TurnStatus.Interrupted], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
    }

    [Fact]
    public async Task Rollback_takes_the_interrupted_turn_back()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "before"));
        var first = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("slow", session);
        await _begun.Task;

        var answer = await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("instead", session, new() { WhenBusy = BusyPolicy.Rollback });

        await Assert.ThrowsAsync<TurnInterruptedException>(() => first);
        Assert.Equal("user: before\nuser: instead\nassistant: now", await Transcript.OfAsync(session));
        Assert.Equal(2, answer.TurnNumber);
    }

    [Fact]
    public async Task While_a_turn_runs_nothing_else_writes_to_the_session()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var cancel = new CancellationTokenSource();
        var first = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("slow", session, cancellationToken: cancel.Token);
        await _begun.Task;

        await Assert.ThrowsAsync<SessionBusyException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "me too")));
        await Assert.ThrowsAsync<SessionBusyException>(() => session.UndoTurnAsync());
        await Assert.ThrowsAsync<SessionBusyException>(() => session.DeleteAsync());
        await session.SetTitleAsync("allowed");
        Assert.Equal(TurnStatus.Running, (await session.Turns.ReadAsync().FirstAsync()).Status);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("allowed", (await session.RefreshAsync()).Details.Title);
    }
}
