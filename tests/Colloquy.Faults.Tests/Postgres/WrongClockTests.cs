using System.Globalization;
using Colloquy.Postgres;

namespace Colloquy.Faults.Tests;

/// <summary>Promises 2, 6 and 15 on PostgreSQL: the clock of one process is an hour ahead, and that of another an hour behind.</summary>
[Fault(FaultAttribute.Postgres, "the clock of a process is an hour ahead or behind")]
public sealed class WrongClockTests : IDisposable
{
    private const int Rooms = 8;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly RetentionPolicy HalfAnHour = new() { Ttl = TimeSpan.FromMinutes(30), AutoPrune = true, Immutable = true };

    private readonly int _seed = Seeds.Next();

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task Leases_are_neither_taken_early_nor_kept_too_long_by_processes_whose_clocks_are_wrong()
    {
        await using var contenders = new Contenders(await SharedServer.CreateDatabaseAsync(), _seed);
        var right = await contenders.StartAsync(0, Rooms);
        var ahead = await contenders.StartAsync(0, Rooms, WrongClock.AheadBy(Hour));
        var behind = await contenders.StartAsync(0, Rooms, WrongClock.AheadBy(-Hour));

        for (var round = 0; round < Tier.Times(10); round++)
        {
            foreach (var stopped in new[] { right, ahead, behind })
            {
                await contenders.WaitForLeaseAsync(stopped);
                await contenders.StrikeAsync(stopped, dies: false, [.. new[] { right, ahead, behind }.Except([stopped])]);
                stopped.GoOn();
            }
        }

        await contenders.StrikeAsync(ahead, dies: true, right, behind);
        await contenders.StrikeAsync(behind, dies: true, right);
        await contenders.EndAsync();

        var entries = await contenders.CheckAsync();
        Assert.True(contenders.Recovered > 0 && contenders.Lost > 0, $"{contenders.Recovered} leases were held by processes that were killed or stopped, and {contenders.Lost} were lost.");
        // The clocks were wrong: what they noted is, and the order is by position all the same.
        Assert.InRange(entries.Max(entry => entry.At) - entries.Min(entry => entry.At), 1.9 * Hour, 2.5 * Hour);
        FaultTries.Note((3 * Tier.Times(10)) + 2, contenders.Acknowledged, contenders.Recovery);
    }

    [Fact]
    public async Task A_process_whose_clock_is_ahead_removes_nothing_before_its_time()
    {
        var database = await SharedServer.CreateDatabaseAsync();
        await using var store = await FillAsync(database);

        var (clock, said) = await SweepAsync(database, Hour);

        Assert.InRange(clock - TimeProvider.System.GetUtcNow(), 0.9 * Hour, 1.1 * Hour);
        Assert.Equal(["Deleted room-2", nameof(SessionImmutableException)], said);
        Assert.Equal([Batch.Of(_seed, 0, 0)], await LogCheck.ReadBatchesAsync(store, Stores.Room(1), _seed));
        Assert.Null(await store.GetAsync(Stores.Room(2)));
        FaultTries.Note(tries: 1);
    }

    [Fact]
    public async Task A_process_whose_clock_is_behind_leaves_what_has_expired_to_one_whose_clock_is_right()
    {
        var database = await SharedServer.CreateDatabaseAsync();
        await using var store = await FillAsync(database);

        var (clock, late) = await SweepAsync(database, -Hour);
        var (_, inTime) = await SweepAsync(database, TimeSpan.Zero);

        Assert.InRange(clock - TimeProvider.System.GetUtcNow(), -1.1 * Hour, -0.9 * Hour);
        Assert.Equal([nameof(SessionImmutableException)], late);
        Assert.Equal(["Deleted room-2", nameof(SessionImmutableException)], inTime);
        Assert.Equal([Batch.Of(_seed, 0, 0)], await LogCheck.ReadBatchesAsync(store, Stores.Room(1), _seed));
        FaultTries.Note(tries: 1);
    }

    public void Dispose() => WrongClock.CleanUp();

    /// <summary>Makes two sessions: one that is kept for half an hour, and one that has expired by the server's clock.</summary>
    private async Task<PostgresSessionStore> FillAsync(string database)
    {
        var store = await PostgresSessionStore.OpenAsync(database, new PostgresSessionStoreOptions { Listen = false });
        await store.OpenAsync(Stores.Room(1), new OpenSessionOptions { Retention = HalfAnHour });
        await Batch.Of(_seed, 0, 0).CommitAsync(store, Stores.Room(1));
        await store.OpenAsync(Stores.Room(2), new OpenSessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromTicks(1), AutoPrune = true } });
        await Batch.Of(_seed, 1, 0).CommitAsync(store, Stores.Room(2));
        return store;
    }

    /// <summary>Sweeps in a process of its own, which also tries to delete the first session.</summary>
    private static async Task<(DateTimeOffset Clock, List<string> Said)> SweepAsync(string database, TimeSpan ahead)
    {
        await using var worker = WorkerProcess.StartIn(ahead == TimeSpan.Zero ? [] : WrongClock.AheadBy(ahead), ["sweep", "postgres", database, 1]);
        var clock = DateTimeOffset.Parse(await worker.HearAsync(), CultureInfo.InvariantCulture);
        return (clock, await worker.HearUntilDoneAsync());
    }
}
