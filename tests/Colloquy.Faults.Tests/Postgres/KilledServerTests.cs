using System.Collections.Concurrent;
using Colloquy.Postgres;

namespace Colloquy.Faults.Tests;

/// <summary>Promises 1 and 2 on PostgreSQL: the server is killed by kill -9 under load, and started again.</summary>
public sealed class KilledServerTests : IAsyncLifetime
{
    private const int Writers = 8;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    private readonly SemaphoreSlim _acknowledged = new(0);
    private readonly ConcurrentDictionary<int, int> _counts = new();
    private readonly int _seed = Seeds.Next();
    private PostgresServer _server = null!;
    private string _database = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.CreateAsync(new Dictionary<string, string> { ["fsync"] = "on" });
        _database = await _server.CreateDatabaseAsync("desk");
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task A_server_that_is_killed_under_load_loses_nothing_that_was_acknowledged_and_writers_go_on()
    {
        var random = new Random(_seed);
        await using var store = await OpenAsync();
        for (var room = 0; room < Writers; room++)
            await store.CreateAsync(Stores.Room(room));
        await store.CreateAsync(Stores.Key);
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(number => Task.Run(() => WriteAsync(store, number, end.Token))).ToList();

        for (var kill = 0; kill < Tier.Times(10); kill++)
        {
            await WaitForAcknowledgementsAsync(random.Next(Writers, 10 * Writers), writers);
            await _server.KillAsync();
            await _server.RestartAsync();
            await WaitForAcknowledgementsAsync(Writers, writers);
        }

        await end.CancelAsync();
        await Task.WhenAll(writers);
        await using var later = await OpenAsync();
        var shared = await LogCheck.ReadBatchesAsync(later, Stores.Key, _seed);
        for (var number = 0; number < Writers; number++)
        {
            List<Batch> own = [.. await LogCheck.ReadBatchesAsync(later, Stores.Room(number), _seed), .. shared.Where(batch => batch.Writer == number)];
            Assert.Equal(Enumerable.Range(0, _counts[number]), own.Select(batch => batch.Number).Order());
        }
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
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
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private Task<PostgresSessionStore> OpenAsync() => PostgresSessionStore.OpenAsync(_database, Options());

    private static PostgresSessionStoreOptions Options(TimeProvider? time = null) => new() { Listen = false, MaxRetries = 30, TimeProvider = time };

    /// <summary>Writes batches, by turns to a session of its own and to one that all share, until told to end; the last is finished.</summary>
    private async Task WriteAsync(PostgresSessionStore store, int writer, CancellationToken end)
    {
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            await Batch.Of(_seed, writer, number).CommitAsync(store, number % 4 == 3 ? Stores.Key : Stores.Room(writer));
            _counts[writer] = number + 1;
            _acknowledged.Release();
        }
    }

    /// <summary>Waits until a number of batches is acknowledged that begins now; ends with the failure of a writer, if there is one.</summary>
    private async Task WaitForAcknowledgementsAsync(int count, IReadOnlyCollection<Task> writers)
    {
        var before = _counts.Values.Sum();
        while (_counts.Values.Sum() < before + count)
            await await Task.WhenAny([_acknowledged.WaitAsync(), .. writers]);
    }
}
