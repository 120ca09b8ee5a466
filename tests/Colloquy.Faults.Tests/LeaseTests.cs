using System.Diagnostics;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 2: while a lease lives only its holder commits; a holder that was killed or held up for too long cannot.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed or stopped while it holds or awaits a lease, or its clock is set back")]
public sealed class LeaseTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SqliteSessionStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient());

    [Fact]
    public async Task The_lease_of_a_killed_holder_lives_on_until_it_expires()
    {
        await using var holder = await HoldAsync(TimeSpan.FromMinutes(30));
        holder.Kill();
        await using var later = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromMinutes(31))));

        await Assert.ThrowsAsync<SessionBusyException>(() => Batch.Of(0, 0, 0).CommitAsync(_store, Stores.Key));
        var refused = await _store.LeaseAsync(Stores.Key, LeaseRequest.Acquire("second", TimeSpan.FromSeconds(1), LeasePlace.None));
        var granted = await later.LeaseAsync(Stores.Key, LeaseRequest.Acquire("second", TimeSpan.FromSeconds(1), LeasePlace.None));

        Assert.Equal((LeaseOutcome.Refused, "holder"), (refused.Outcome, refused.HeldBy));
        Assert.Equal(LeaseOutcome.Granted, granted.Outcome);
        FaultTries.Note(tries: 1);
    }

    [Fact]
    public async Task The_turn_of_a_killed_process_goes_on_though_the_clock_was_set_back_by_hours()
    {
        await using var killed = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromMinutes(1), "first");
        await using var waiting = await QueueAsync(TimeSpan.FromMinutes(1), "second");
        killed.Kill();
        waiting.Kill();
        var before = await (await _store.OpenAsync(Stores.Key)).RefreshAsync();

        await using var back = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromHours(-2))));
        var session = await back.OpenAsync(Stores.Key);
        var answer = await VisitDesk.CreateAgent(_ => Task.FromResult("done")).ResumeAsync(session, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((false, true), (before.IsInterrupted, (await back.ListAsync(Stores.Key.Owner, new SessionQuery())).Sessions[0].LeasedUntil is null));
        Assert.Equal((TurnStatus.Completed, "done"), (answer!.Status, answer.Text));
        Assert.Equal(["first Completed"], await ReadTurnsAsync());
        Assert.Equal(1, await ReadVisitsAsync());
        FaultTries.Note(tries: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_holder_that_was_paused_while_another_took_over_cannot_commit(bool otherIsDone)
    {
        await using var holder = await HoldAsync(TimeSpan.FromMinutes(30));
        holder.Say("commit");
        await holder.ExpectAsync("committed");
        holder.Pause();
        holder.Say("commit");

        await using (var later = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromMinutes(31)))))
        {
            var taken = await later.LeaseAsync(Stores.Key, LeaseRequest.Acquire("second", TimeSpan.FromMinutes(30), LeasePlace.None));
            await Batch.Of(0, 1, 0).CommitAsync(later, Stores.Key, taken.Token!.Value);
            if (otherIsDone)
                await later.LeaseAsync(Stores.Key, LeaseRequest.Release(taken.Token!.Value));
        }

        holder.GoOn();

        await holder.ExpectAsync(nameof(LeaseLostException));
        Assert.Equal(["0.0", "1.0"], (await LogCheck.ReadBatchesAsync(_store, Stores.Key, seed: 0)).Select(batch => batch.ToString()));
        FaultTries.Note(tries: 1);
    }

    [Fact]
    public async Task A_turn_that_was_paused_while_another_ran_writes_nothing_more()
    {
        await using var paused = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromSeconds(1), "first");
        paused.Pause();
        var answer = await AnswerAsync("second", BusyPolicy.Enqueue);
        var before = await LogCheck.ReadAsync(_store, Stores.Key);

        paused.Say("too late");
        paused.GoOn();

        await paused.ExpectAsync(nameof(LeaseLostException));
        Assert.Equal(TurnStatus.Completed, answer.Status);
        Assert.Equal(before.Select(entry => entry.Chain), (await LogCheck.ReadAsync(_store, Stores.Key)).Select(entry => entry.Chain));
        Assert.Equal(["second Completed", "first Interrupted"], await ReadTurnsAsync());
        FaultTries.Note(tries: 1);
    }

    [Fact]
    public async Task Another_takes_over_when_the_lease_of_a_killed_turn_expires()
    {
        await using var killed = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromSeconds(1), "first");
        killed.Kill();
        var end = Stopwatch.GetTimestamp();

        await AnswerAsync("second", BusyPolicy.Enqueue);
        var recovery = Stopwatch.GetElapsedTime(end);

        Assert.Equal(["second Completed", "first Interrupted"], await ReadTurnsAsync());
        await LogCheck.ReadAsync(_store, Stores.Key);
        FaultTries.Note(tries: 1, recovery: recovery);
    }

    [Fact]
    public async Task Those_that_wait_come_in_their_order_and_a_killed_one_gives_up_its_place()
    {
        await using var holder = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromMinutes(1), "holder");
        await using var second = await QueueAsync(TimeSpan.FromSeconds(20), "second");
        await using var killed = await QueueAsync(TimeSpan.FromSeconds(1), "killed");
        await using var third = await QueueAsync(TimeSpan.FromSeconds(20), "third");
        await using var fourth = await QueueAsync(TimeSpan.FromSeconds(20), "fourth");
        killed.Kill();

        foreach (var worker in new[] { fourth, third, second, holder })
            worker.Say("answered");
        foreach (var worker in new[] { second, third, fourth })
            Assert.Equal(["asked", "Completed answered"], await worker.HearAllAsync());

        Assert.Equal(["fourth Completed", "third Completed", "second Completed", "holder Completed"], await ReadTurnsAsync());
        await LogCheck.ReadAsync(_store, Stores.Key);
        FaultTries.Note(tries: 1);
    }

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task A_run_that_does_not_wait_is_rejected_while_another_process_runs()
    {
        await using var holder = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromMinutes(1), "first");

        await Assert.ThrowsAsync<SessionBusyException>(() => AnswerAsync("second", BusyPolicy.Reject));
        holder.Say("still here");

        await holder.ExpectAsync("Completed still here");
        Assert.Equal(["first Completed"], await ReadTurnsAsync());
    }

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task A_run_can_interrupt_the_turn_of_another_process_which_keeps_what_it_did()
    {
        await using var holder = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromMinutes(1), "first");

        var answer = await AnswerAsync("second", BusyPolicy.Interrupt);

        await holder.ExpectAsync(nameof(TurnInterruptedException));
        Assert.Equal(["second Completed", "first Interrupted"], await ReadTurnsAsync());
        Assert.Equal(["first", "", "", "second"], answer.Conversation.Take(4).Select(message => message.Text));
        Assert.Equal(2, await ReadVisitsAsync());
        await LogCheck.ReadAsync(_store, Stores.Key);
    }

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task A_run_can_roll_back_the_turn_of_another_process_and_sees_nothing_of_it()
    {
        await using var holder = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromMinutes(1), "first");

        var answer = await AnswerAsync("second", BusyPolicy.Rollback);

        await holder.ExpectAsync(nameof(TurnInterruptedException));
        Assert.Equal(["second Completed"], await ReadTurnsAsync());
        Assert.Equal(["second", "", "", "done"], answer.Conversation.Select(message => message.Text));
        Assert.Equal(1, await ReadVisitsAsync());
        Assert.Contains(await LogCheck.ReadAsync(_store, Stores.Key), entry => LogCheck.TextOf(entry, Stores.Key) == "first");
    }

    [Fact]
    public async Task A_run_can_roll_back_the_turn_of_a_process_that_was_killed()
    {
        await using var killed = await AskAsync(BusyPolicy.Enqueue, TimeSpan.FromSeconds(1), "first");
        killed.Kill();

        await AnswerAsync("second", BusyPolicy.Rollback);

        Assert.Equal(["second Completed"], await ReadTurnsAsync());
        Assert.Equal(1, await ReadVisitsAsync());
        FaultTries.Note(tries: 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<WorkerProcess> HoldAsync(TimeSpan duration)
    {
        var worker = WorkerProcess.Start("hold", _folder.File(), (int)duration.TotalMilliseconds);
        await worker.ExpectAsync("holding");
        return worker;
    }

    /// <summary>Starts a turn in another process, up to where its model is asked for its answer.</summary>
    private async Task<WorkerProcess> AskAsync(BusyPolicy policy, TimeSpan lease, string input)
    {
        var worker = WorkerProcess.Start("turn", _folder.File(), policy, (int)lease.TotalMilliseconds, input);
        await worker.GoAsync();
        await worker.ExpectAsync("asked");
        return worker;
    }

    private async Task<WorkerProcess> QueueAsync(TimeSpan lease, string input)
    {
        var worker = WorkerProcess.Start("turn", _folder.File(), BusyPolicy.Enqueue, (int)lease.TotalMilliseconds, input);
        await worker.GoAsync();
        await worker.ExpectAsync("queued");
        return worker;
    }

    /// <summary>Runs a turn in this process, on a model that answers at once.</summary>
    private async Task<AgentAnswer> AnswerAsync(string input, BusyPolicy policy)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return await VisitDesk.CreateAgent(_ => Task.FromResult("done")).RunAsync(input, await _store.OpenAsync(Stores.Key), new RunOptions { WhenBusy = policy }, limit.Token);
    }

    private async Task<IReadOnlyList<string>> ReadTurnsAsync() =>
        await (await _store.OpenAsync(Stores.Key)).Turns.ReadAsync().Select(turn => $"{turn.Input} {turn.Status}").ToListAsync();

    private async Task<long> ReadVisitsAsync() => await (await _store.OpenAsync(Stores.Key)).State.GetAsync<long>("visits");
}
