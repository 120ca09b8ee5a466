using System.Diagnostics;
using Colloquy.Postgres;

namespace Colloquy.Faults.Tests;

/// <summary>Processes that contend for the leases of sessions, write under them, and are killed or stopped.</summary>
/// <param name="database">The database.</param>
/// <param name="seed">The seed of all that they write.</param>
internal sealed class Contenders(string database, int seed) : IAsyncDisposable
{
    /// <summary>How long a lease lives.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>How much later than a lease ends another process may know that it has it: it has to be woken, to ask and to be answered, on a machine where all processes work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How much a process's idea of the server's time may lag: by an answer that took long.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _heard = new(0);
    private readonly List<Contender> _all = [];

    public int Acknowledged => _all.Sum(one => one.Acknowledged.Count);

    /// <summary>How often a process learned that its lease was another's.</summary>
    public int Lost => _all.Sum(one => one.Lost);

    /// <summary>The longest time from the death or stop of a process until another had one of its sessions.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>How many leases were held by a process that was killed or stopped.</summary>
    public int Recovered { get; private set; }

    /// <summary>Starts a process.</summary>
    /// <param name="first">The first of its sessions.</param>
    /// <param name="rooms">How many sessions it contends for.</param>
    /// <param name="under">What stands before its command.</param>
    public async Task<Contender> StartAsync(int first, int rooms, params IReadOnlyList<string> under)
    {
        var number = _all.Count;
        var contender = await Contender.StartAsync(number, under, ["postgres", database, seed, number, first, rooms, (int)Lease.TotalMilliseconds], () => _heard.Release());
        _all.Add(contender);
        return contender;
    }

    /// <summary>Waits until the processes have acknowledged a number of further commits.</summary>
    public async Task WaitForAsync(int commits)
    {
        var goal = Acknowledged + commits;
        await WaitUntilAsync(() => Acknowledged >= goal);
    }

    /// <summary>Waits until a process has got a lease that it asked for from now on.</summary>
    public async Task WaitForLeaseAsync(Contender contender)
    {
        var now = Stopwatch.GetTimestamp();
        await WaitUntilAsync(() => contender.Leases.Any(lease => lease.Asked > now));
    }

    /// <summary>Kills or stops a process; waits until the others have had each of its sessions, within the time of a lease: those that it held, and those that it had a ticket for.</summary>
    public async Task StrikeAsync(Contender victim, bool dies, params Contender[] others)
    {
        if (dies)
            victim.Kill();
        else
            victim.Pause();
        var struck = Stopwatch.GetTimestamp();
        if (dies)
            await victim.Hearing;

        var newest = victim.Leases.Select(lease => lease.Room).Distinct().ToDictionary(room => room, room => _all.SelectMany(one => one.Leases).Where(lease => lease.Room == room).Max(lease => lease.Token));
        Recovered += victim.Leases.Count(lease => lease.IsHeld);
        await WaitUntilAsync(() => newest.Keys.All(room => Next(room) is not null));

        foreach (var room in newest.Keys)
        {
            var recovery = Stopwatch.GetElapsedTime(struck, Next(room)!.Got);
            Assert.True(recovery <= Lease + Patience, $"Nobody had session {room} for {recovery.TotalSeconds:0.00} s after process {victim.Number} had ended or stood still, and a lease lives {Lease.TotalSeconds:0.00} s.");
            Recovery = recovery > Recovery ? recovery : Recovery;
        }

        LeaseSpan? Next(int room) => others.SelectMany(other => other.Leases).Where(lease => lease.Room == room && lease.Token > newest[room]).MinBy(lease => lease.Token);
    }

    /// <summary>Has all processes end that were not killed.</summary>
    public Task EndAsync() => Task.WhenAll(_all.Where(one => !one.Hearing.IsCompleted).Select(one => one.EndAsync()));

    /// <summary>Checks each session: what was acknowledged is there once and whole, in the order of the leases, each of which ended before the next began.</summary>
    /// <returns>The entries of each session.</returns>
    public async Task<IReadOnlyList<Entry>> CheckAsync()
    {
        List<Entry> entries = [];
        await using var store = await PostgresSessionStore.OpenAsync(database, new PostgresSessionStoreOptions { Listen = false });
        foreach (var room in _all.SelectMany(one => one.Leases).Select(lease => lease.Room).Distinct())
        {
            entries.AddRange(await LogCheck.ReadAsync(store, Stores.Room(room)));
            var found = await LogCheck.ReadBatchesAsync(store, Stores.Room(room), seed);
            foreach (var one in _all)
            {
                var told = one.Acknowledged.Where(ack => ack.Room == room).ToList();
                var own = found.Where(batch => batch.Writer == ContendCommand.WriterOf(one.Number, room)).Select(batch => batch.Number).ToList();
                Assert.Equal(Enumerable.Range(0, told.Count), told.Select(ack => ack.Number));
                Assert.Equal(Enumerable.Range(0, own.Count), own);
                // A process that was killed may have had one under way.
                Assert.InRange(own.Count, told.Count, told.Count + 1);
            }

            CheckLeases(room);
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _all)
            await one.DisposeAsync();
        _heard.Dispose();
    }

    private void CheckLeases(int room)
    {
        var tokens = _all.SelectMany(one => one.Acknowledged).Where(ack => ack.Room == room).OrderBy(ack => ack.First).Select(ack => ack.Token).ToList();
        Assert.Equal(tokens.Order(), tokens);

        var leases = _all.SelectMany(one => one.Leases).Where(lease => lease.Room == room).OrderBy(lease => lease.Token).ToList();
        Assert.Equal(leases.Count, leases.DistinctBy(lease => lease.Token).Count());
        foreach (var (lease, next) in leases.Zip(leases.Skip(1)).Where(pair => !pair.First.IsReleased))
        {
            var lived = Stopwatch.GetElapsedTime(lease.Asked, next.Got);
            // Who was killed may have given it back without saying so.
            if (lease.IsLost)
                Assert.True(lived >= Lease - Lag, $"Process {next.Process} had the lease of process {lease.Process} on session {room} {lived.TotalSeconds:0.00} s after that had asked for it, and a lease lives {Lease.TotalSeconds:0.00} s.");
        }
    }

    private async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
            await await Task.WhenAny([_heard.WaitAsync(limit.Token), .. _all.Select(one => one.Hearing).Where(hearing => !hearing.IsCompletedSuccessfully)]);
    }
}
