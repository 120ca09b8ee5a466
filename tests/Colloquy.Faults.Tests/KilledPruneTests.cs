using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Pruning and sweeping are killed on the way; each session is as it was or as it was to be, and goes on.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed at each step of a pruning or a sweep")]
public sealed class KilledPruneTests : IDisposable
{
    private const int Turns = 12;

    private readonly TempFolder _folder = new();

    // With the lease, then before and after the commits of two summaries and of what is removed.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task A_session_that_was_being_pruned_goes_on_and_is_pruned_by_the_next(int point)
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
            await FillAsync(store, Stores.Key);
        await using (var worker = WorkerProcess.Start("prune", _folder.File(), point, "session"))
        {
            await worker.GoAsync();
            Assert.DoesNotContain("pruned", await worker.HearAllAsync());
        }

        LogCheck.CheckFile(_folder.File());
        await using var after = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromHours(1))));
        var session = (await after.FindAsync(Stores.Key))!;
        await CheckAsync(after, session, isPruned: !session.Record.Pruned.IsStart);
        await session.AddAsync([new ChatMessage(ChatRole.User, "still there?"), new ChatMessage(ChatRole.Assistant, "yes")]);
        var whole = (await session.ReadEventsAsync().ToListAsync()).Count(one => one.Body is SummaryBody);

        await PruneCommand.PruneAsync(after);

        Assert.Equal(["question 12", "answer 12", "still there?", "yes"], (await session.GetItemsAsync()).Select(item => item.Text));
        var log = await LogCheck.ReadAsync(after, Stores.Key);
        Assert.Contains(log, entry => entry.Kind == EntryKind.Summary && !entry.IsPruned);
        Assert.True(log.Count(entry => entry.Kind == EntryKind.Summary) >= whole);
        Assert.Equal(Turns + 1, await session.Turns.CountAsync());
        Assert.Equal(0, (await session.SearchAsync("\"question 3\"")).Total);
        Assert.Equal(1, (await session.SearchAsync("\"question 12\"")).Total);
        FaultTries.Note(tries: 1);
    }

    // Before and after each of: a session pruned without a model, two that are deleted.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_sweep_that_was_killed_is_finished_by_the_next(int point)
    {
        var past = new AheadTime(-TimeSpan.FromDays(2));
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(past)))
        {
            for (var i = 1; i <= 3; i++)
                await FillAsync(store, Stores.Room(i), new RetentionPolicy { Ttl = i == 1 ? null : TimeSpan.FromDays(1), AutoPrune = true, Strategy = RetentionStrategy.SlidingWindow, MaxMessages = 4 });
        }

        await using (var worker = WorkerProcess.Start("prune", _folder.File(), point, "sweep"))
        {
            await worker.GoAsync();
            Assert.DoesNotContain("pruned", await worker.HearAllAsync());
        }

        LogCheck.CheckFile(_folder.File());
        await using var after = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient());
        for (var i = 1; i <= 3; i++)
        {
            if (await after.FindAsync(Stores.Room(i)) is { } session)
                await CheckAsync(after, session, isPruned: !session.Record.Pruned.IsStart);
        }

        await PruneCommand.SweepAsync(after);

        Assert.Equal([Stores.Room(1)], (await after.ListRetainedAsync(SessionSelection.All)).Sessions.Select(record => record.Key));
        Assert.Equal([Stores.Room(1)], (await after.ListSessionsAsync(new SessionOwner("ada")).ToListAsync()).Select(record => record.Key));
        await CheckAsync(after, (await after.FindAsync(Stores.Room(1)))!, isPruned: true);
        FaultTries.Note(tries: 1);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task FillAsync(ISessionStore store, SessionKey key, RetentionPolicy? policy = null)
    {
        var session = await store.OpenAsync(key, new OpenSessionOptions { Retention = policy });
        for (var i = 1; i <= Turns; i++)
            await session.AddAsync([new ChatMessage(ChatRole.User, $"question {i}"), new ChatMessage(ChatRole.Assistant, $"answer {i}")]);
        Assert.Equal(1, (await session.SearchAsync("\"question 12\"")).Total);
    }

    private static async Task CheckAsync(ISessionStore store, Session session, bool isPruned)
    {
        await LogCheck.ReadAsync(store, session.Key);
        Assert.Equal(isPruned ? 4 : 2 * Turns, (await session.GetItemsAsync()).Count);
        Assert.Equal(isPruned ? 0 : 1, (await session.SearchAsync("\"question 3\"")).Total);
    }
}
