using System.Diagnostics;
using Colloquy.Postgres;

namespace Colloquy.Faults.Tests;

/// <summary>Promises 1 and 2 on PostgreSQL: the server is killed by kill -9 under load, and started again.</summary>
public sealed class KilledServerTests : IAsyncLifetime
{
    private const int Writers = 8;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    private readonly int _seed = Seeds.Next();
    private PostgresServer _server = null!;
    private string _database = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.CreateAsync(new Dictionary<string, string> { ["fsync"] = "on" });
        _database = await _server.CreateDatabaseAsync("desk");
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Fault(FaultAttribute.Postgres, "the server is killed under load, and started")]
    public async Task A_server_that_is_killed_under_load_loses_nothing_that_was_acknowledged_and_writers_go_on()
    {
        var random = new Random(_seed);
        await using var store = await OpenAsync();
        using var crowd = await WriterCrowd.StartAsync(store, Writers, _seed);
        var recovery = TimeSpan.Zero;

        for (var kill = 0; kill < Tier.Times(10); kill++)
        {
            await crowd.WaitForAsync(random.Next(Writers, 10 * Writers));
            await _server.KillAsync();
            var killed = Stopwatch.GetTimestamp();
            await _server.RestartAsync();
            await crowd.WaitForAsync(Writers + 1);
            recovery = TimeSpan.FromTicks(Math.Max(recovery.Ticks, Stopwatch.GetElapsedTime(killed).Ticks));
        }

        await crowd.EndAsync();
        await using var later = await OpenAsync();
        await crowd.CheckAsync(later);
        FaultTries.Note(Tier.Times(10), crowd.Count, recovery);
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Fault(FaultAttribute.Postgres, "the server is killed while a lease is held, and started")]
    public async Task A_lease_outlives_a_killed_server_and_ends_in_its_time()
    {
        await using var store = await OpenAsync();
        await using var later = await PostgresSessionStore.OpenAsync(_database, Options(new AheadTime(Lease + TimeSpan.FromMinutes(1))));
        await store.CreateAsync(Stores.Key);
        var held = await store.LeaseAsync(Stores.Key, LeaseRequest.Acquire("holder", Lease, LeasePlace.None));

        await _server.KillAsync();
        await _server.RestartAsync();

        await Batch.Of(_seed, 0, 0).CommitAsync(store, Stores.Key, held.Token);
        var refused = await store.LeaseAsync(Stores.Key, LeaseRequest.Acquire("second", Lease, LeasePlace.None));
        await Assert.ThrowsAsync<SessionBusyException>(() => Batch.Of(_seed, 1, 0).CommitAsync(store, Stores.Key));
        Assert.Equal((LeaseOutcome.Refused, "holder"), (refused.Outcome, refused.HeldBy));

        await _server.KillAsync();
        await _server.RestartAsync();

        var granted = await later.LeaseAsync(Stores.Key, LeaseRequest.Acquire("second", Lease, LeasePlace.None));
        await Batch.Of(_seed, 1, 0).CommitAsync(later, Stores.Key, granted.Token);
        await Assert.ThrowsAsync<LeaseLostException>(() => Batch.Of(_seed, 0, 1).CommitAsync(store, Stores.Key, held.Token));
        Assert.Equal(["0.0", "1.0"], (await LogCheck.ReadBatchesAsync(later, Stores.Key, _seed)).Select(batch => batch.ToString()));
        FaultTries.Note(tries: 1, acknowledged: 2);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private Task<PostgresSessionStore> OpenAsync() => PostgresSessionStore.OpenAsync(_database, Options());

    private static PostgresSessionStoreOptions Options(TimeProvider? time = null) => new() { Listen = false, MaxRetries = 30, TimeProvider = time };
}
