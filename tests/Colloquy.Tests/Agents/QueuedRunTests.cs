using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Runs of one process that wait for a session wait for one another, and are woken by the release.</summary>
public sealed class QueuedRunTests
{
    private const int Many = 20;

    private static readonly SessionKey Key = new("s", "ada");

    private readonly InMemorySessionStore _inner = new();
    private readonly Desk _store;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueuedRunTests() => _store = new Desk(_inner);

    [Fact]
    public async Task A_release_wakes_the_next_though_no_time_passes()
    {
        var session = await _store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = new FakeTimeProvider() });
        var first = Slow(session);
        await _begun.Task;

        var waiting = Queue(session);
        _go.SetResult();
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal(["slow", .. Enumerable.Range(0, Many).Select(number => $"{number}")], await InputsAsync(session));
    }

    [Fact]
    public async Task A_run_that_fails_or_is_cancelled_wakes_the_next_too()
    {
        var session = await _store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = new FakeTimeProvider() });
        using var cancel = new CancellationTokenSource();
        var cancelled = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("cancelled", session, cancellationToken: cancel.Token);
        await _begun.Task;
        var fails = new Agent(new ScriptedChatClient(Throw(new IOException("no")))).RunAsync("fails", session);
        var last = new Agent(new ScriptedChatClient(Say("yes"))).RunAsync("last", session);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Assert.ThrowsAsync<IOException>(() => fails);
        Assert.Equal("yes", (await last).Text);
    }

    [Fact]
    public async Task However_many_wait_in_a_process_the_record_holds_one_ticket()
    {
        var session = await _store.OpenAsync(Key);
        var first = Slow(session);
        await _begun.Task;

        var waiting = Queue(session);
        _go.SetResult();
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal(1, _store.MostTickets);
        Assert.Equal(0, _store.Tickets);
    }

    [Fact]
    public async Task Who_leaves_the_queue_lets_the_others_go_on_in_their_order()
    {
        var session = await _store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = new FakeTimeProvider() });
        using var leave = new CancellationTokenSource();
        var first = Slow(session);
        await _begun.Task;
        var waiting = Enumerable.Range(0, 6).Select(number => new Agent(new ScriptedChatClient(Say($"answer {number}"))).RunAsync($"{number}", session, cancellationToken: number % 2 == 0 ? leave.Token : default)).ToList();

        await leave.CancelAsync();
        foreach (var left in waiting.Where((_, number) => number % 2 == 0))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        _go.SetResult();
        await Task.WhenAll([first, .. waiting.Where((_, number) => number % 2 == 1)]);

        Assert.Equal(["slow", "1", "3", "5"], await InputsAsync(session));
        Assert.Equal(0, _store.Tickets);
    }

    [Fact]
    public async Task Who_interrupts_comes_before_those_who_wait()
    {
        var session = await _store.OpenAsync(Key);
        var first = new Agent(new ScriptedChatClient(Wait(_begun))).RunAsync("slow", session);
        await _begun.Task;
        var waiting = Queue(session);

        var urgent = await new Agent(new ScriptedChatClient(Say("now"))).RunAsync("urgent", session, new() { WhenBusy = BusyPolicy.Interrupt });
        await Task.WhenAll(waiting);

        await Assert.ThrowsAsync<TurnInterruptedException>(() => first);
        Assert.Equal(2, urgent.TurnNumber);
        Assert.Equal(["slow", "urgent", .. Enumerable.Range(0, Many).Select(number => $"{number}")], await InputsAsync(session));
    }

    [Fact]
    public async Task What_another_process_holds_is_looked_for_and_the_processes_take_turns()
    {
        var other = new Desk(_inner);
        var here = await _store.OpenAsync(Key);
        var there = await other.OpenAsync(Key);
        var first = Slow(here);
        await _begun.Task;
        var waiting = new List<Task<AgentAnswer>>();
        foreach (var number in Enumerable.Range(0, 3))
        {
            foreach (var (name, session, store) in new[] { ("here", here, _store), ("there", there, other) })
            {
                waiting.Add(new Agent(new ScriptedChatClient(Say("yes"))).RunAsync($"{name} {number}", session));
                if (number == 0)
                    await store.Queued.Task;
            }
        }

        _go.SetResult();
        await Task.WhenAll([first, .. waiting]);

        var inputs = await InputsAsync(here);
        foreach (var name in new[] { "here", "there" })
            Assert.Equal(Enumerable.Range(0, 3).Select(number => $"{name} {number}"), inputs.Where(input => input.StartsWith(name, StringComparison.Ordinal)));
        Assert.Equal(["slow", "here 0", "there 0"], inputs.Take(3));
        Assert.Equal((1, 1), (_store.MostTickets, other.MostTickets));
    }

    private Task<AgentAnswer> Slow(Session session) => new Agent(new ScriptedChatClient(async (_, _, _) =>
    {
        _begun.SetResult();
        await _go.Task;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, "done"));
    })).RunAsync("slow", session);

    private static List<Task<AgentAnswer>> Queue(Session session) =>
        [.. Enumerable.Range(0, Many).Select(number => new Agent(new ScriptedChatClient(Say("yes"))).RunAsync($"{number}", session))];

    private static async Task<IReadOnlyList<string>> InputsAsync(Session session) => await session.Turns.ReadAsync().Select(turn => turn.Input!).Reverse().ToListAsync();

    /// <summary>A store that counts the tickets of those who came through it.</summary>
    private sealed class Desk(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        private readonly HashSet<long> _tickets = [];

        public int Tickets => _tickets.Count;

        public int MostTickets { get; private set; }

        public TaskCompletionSource Queued { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
        {
            var answer = await base.LeaseAsync(key, request, cancellationToken);
            lock (_tickets)
            {
                if (answer is { Outcome: LeaseOutcome.Queued, Ticket: { } ticket })
                    _tickets.Add(ticket);
                else if (request.Ticket is { } got)
                    _tickets.Remove(got);
                MostTickets = Math.Max(MostTickets, _tickets.Count);
            }

            if (answer.Outcome == LeaseOutcome.Queued)
                Queued.TrySetResult();
            return answer;
        }
    }
}
