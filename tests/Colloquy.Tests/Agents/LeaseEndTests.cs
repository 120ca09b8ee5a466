using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>A lease ends when its holder is gone, whatever the clock does, and is given back when the store can be written to.</summary>
public sealed class LeaseEndTests
{
    private static readonly SessionKey Key = new("s", "ada");
    private static readonly LeaseRequest Dead = LeaseRequest.Acquire("dead", TimeSpan.FromSeconds(15), LeasePlace.Back);

    private readonly ShiftedTime _time = new();
    private readonly InMemorySessionStore _inner;
    private readonly Disk _store;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LeaseEndTests() => _store = new Disk(_inner = new InMemorySessionStore(_time));

    [Fact]
    public void A_lease_lives_for_15_seconds_at_most_unless_it_is_asked_for_more() =>
        Assert.InRange(new RunOptions().LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    [Theory]
    [InlineData(16)]
    [InlineData(-31)]
    [InlineData(-7_200)]
    public async Task The_turn_of_a_process_that_died_goes_on_when_its_lease_has_ended_also_when_the_clock_was_set_back(int seconds)
    {
        var session = await DieAsync();
        Assert.False((await session.RefreshAsync()).IsInterrupted);

        _time.Shift += TimeSpan.FromSeconds(seconds);

        Assert.True((await session.RefreshAsync()).IsInterrupted);
        Assert.Equal(SessionActivity.Running, (await _store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions[0].Activity);
        Assert.True((await _store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions[0].IsInterrupted);
        Assert.Equal("went on", (await new Agent(new ScriptedChatClient(Say("went on"))).ResumeAsync(session, new() { WhenBusy = BusyPolicy.Reject }))!.Text);
    }

    [Fact]
    public async Task Who_died_while_it_waited_keeps_nobody_waiting_for_hours()
    {
        var session = await DieAsync();
        Assert.Equal(LeaseOutcome.Queued, (await _store.LeaseAsync(Key, Dead)).Outcome);

        _time.Shift -= TimeSpan.FromHours(2);

        Assert.Equal("went on", (await new Agent(new ScriptedChatClient(Say("went on"))).ResumeAsync(session))!.Text);
    }

    [Fact]
    public async Task A_lease_outlives_a_clock_that_is_set_right_by_a_little()
    {
        var session = await DieAsync();

        _time.Shift -= TimeSpan.FromSeconds(5);

        await Assert.ThrowsAsync<SessionBusyException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "me too")));
    }

    [Fact]
    public async Task A_holder_whose_clock_is_set_back_renews_its_lease_at_once_and_keeps_it()
    {
        var session = await OpenAsync();
        var run = Slow(session, TimeSpan.FromHours(1));
        await _begun.Task;
        var renewed = _store.NextAsync(LeaseAction.Renew);

        _time.Shift -= TimeSpan.FromHours(5);

        await renewed;
        await Assert.ThrowsAsync<SessionBusyException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "me too")));
        _go.SetResult();
        Assert.Equal(TurnStatus.Completed, (await run).Status);
    }

    [Fact]
    public async Task A_turn_that_a_full_disk_ends_says_so_and_its_lease_is_given_back_as_soon_as_there_is_room()
    {
        var session = await OpenAsync();
        var run = Slow(session, TimeSpan.FromHours(1));
        await _begun.Task;
        _store.IsFull = true;
        _go.SetResult();
        await StoreAssert.FailsAsync(StoreFailure.Full, () => run);
        Assert.NotNull((await session.RefreshAsync()).LeasedUntil);
        var released = _store.NextAsync(LeaseAction.Release);

        _store.IsFull = false;

        await released;
        Assert.True((await session.RefreshAsync()).IsInterrupted);
        Assert.Equal("went on", (await new Agent(new ScriptedChatClient(Say("went on"))).ResumeAsync(session, new() { WhenBusy = BusyPolicy.Reject }))!.Text);
    }

    [Fact]
    public async Task A_turn_whose_lease_could_not_be_renewed_in_time_does_not_say_that_another_took_it()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(async (_, _, stop) =>
        {
            _begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            throw new InvalidOperationException("The run was not stopped.");
        });
        var run = new Agent(model).RunAsync("slow", session, new() { LeaseDuration = TimeSpan.FromSeconds(15) });
        await _begun.Task;
        _store.IsFull = true;

        _time.Shift += TimeSpan.FromMinutes(1);

        var lost = await Assert.ThrowsAsync<LeaseLostException>(() => run);
        Assert.Equal((Key, false, false), (lost.Key, lost.WasTakenOver, lost.WasReleased));
        Assert.Equal(StoreFailure.Full, Assert.IsType<StoreException>(lost.InnerException).Failure);
        _store.IsFull = false;
    }

    [Fact]
    public async Task A_waiter_that_is_cancelled_on_a_full_disk_is_told_that_it_is_cancelled()
    {
        var session = await OpenAsync();
        var run = Slow(session, TimeSpan.FromMinutes(1));
        await _begun.Task;
        using var leave = new CancellationTokenSource();
        var waiter = new Agent(new ScriptedChatClient()).RunAsync("waiter", session, cancellationToken: leave.Token);
        _store.IsFull = true;

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        _store.IsFull = false;
        _go.SetResult();
        await run;
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = _time });

    /// <summary>A session whose process died in the middle of a turn.</summary>
    private async Task<Session> DieAsync()
    {
        var session = await OpenAsync();
        var granted = await _store.LeaseAsync(Key, Dead with { Place = LeasePlace.None });
        var writer = new EntryWriter(await session.RefreshAsync(), _time);
        var start = writer.Append(new TurnStartBody { Number = 1, Input = "hello" });
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "hello")), start.Position);
        await _store.CommitAsync(Key, writer.TakeCommit(CommitId.New(_time)) with { Lease = granted.Token, Activity = SessionActivity.Running });
        return session;
    }

    private Task<AgentAnswer> Slow(Session session, TimeSpan lease) => new Agent(new ScriptedChatClient(async (_, _, _) =>
    {
        _begun.SetResult();
        await _go.Task;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, "done"));
    })).RunAsync("slow", session, new() { LeaseDuration = lease });

    /// <summary>A store whose disk is full when a test says so.</summary>
    private sealed class Disk(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        private readonly List<(LeaseAction Action, TaskCompletionSource Made)> _awaited = [];

        public bool IsFull { get; set; }

        /// <summary>Completes when a request of a kind is next made with success.</summary>
        public Task NextAsync(LeaseAction action)
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_awaited)
                _awaited.Add((action, made));
            return made.Task;
        }

        public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
            IsFull ? throw StoreException.Full("disk") : base.CommitAsync(key, commit, cancellationToken);

        public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
        {
            if (IsFull)
                throw StoreException.Full("disk");

            var answer = await base.LeaseAsync(key, request, cancellationToken);
            lock (_awaited)
            {
                foreach (var (_, made) in _awaited.Where(awaited => awaited.Action == request.Action))
                    made.TrySetResult();
            }

            return answer;
        }
    }
}
