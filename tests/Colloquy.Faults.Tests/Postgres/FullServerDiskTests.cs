using System.Diagnostics;
using Colloquy.Postgres;
using Npgsql;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 1 on PostgreSQL: the server has no space left to write to.</summary>
public sealed class FullServerDiskTests : IAsyncDisposable
{
    private const int Rest = 1_500;

    /// <summary>More than a file of the write-ahead log, and more than a file of the catalogue. Not a whole number of pages: of the last page, a part is written.</summary>
    private const long MostBytes = (1 << 20) + 5_000;

    private static readonly string[] SmallFiles = ["--wal-segsize=1"];

    private readonly int _seed = Seeds.Next();
    private SmallDisk? _disk;
    private PostgresServer? _server;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [Fault(FaultAttribute.Postgres, "the disk of the tables is full, until there is space again")]
    public async Task A_full_disk_of_tables_loses_nothing_and_writers_go_on_when_there_is_space(int writers)
    {
        _disk = await SmallDisk.TryMountAsync(kilobytes: 24_000);
        // Where nobody may mount a disk, the limit on a file's size is the disk.
        if (_disk is null)
        {
            await LimitAsync(writers);
            return;
        }

        _server = await PostgresServer.CreateAsync(disk: _disk);
        await _server.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{await _disk.MakeFolderAsync("tables")}'");
        await _server.ExecuteAsync("CREATE DATABASE desk TABLESPACE small");
        await FillAsync(writers, () => _disk.FillAsync(Rest), _disk.MakeRoomAsync);
    }

    [Fact]
    [Fault(FaultAttribute.Postgres, "a table may not grow, until it may again")]
    public Task A_table_that_may_not_grow_loses_nothing_and_the_writer_goes_on_when_it_may() => LimitAsync(writers: 1);

    [Fact]
    [Fault(FaultAttribute.Postgres, "the disk of the write-ahead log is full, which stops the server, until there is space and it is started")]
    public async Task A_full_disk_of_the_write_ahead_log_stops_the_server_and_writers_go_on_when_it_has_space_and_is_started()
    {
        _disk = await SmallDisk.TryMountAsync(kilobytes: 40_000);
        _server = await PostgresServer.CreateAsync(
            new Dictionary<string, string> { ["min_wal_size"] = "2MB", ["max_wal_size"] = "8MB" }, _disk, [.. SmallFiles, .. _disk is null ? [] : new[] { $"--waldir={Path.Combine(_disk.Path, "log")}" }]);
        await _server.CreateDatabaseAsync("desk");
        await using var store = await OpenAsync(retries: 30);
        await using var impatient = await OpenAsync(retries: 0);
        using var crowd = await WriterCrowd.StartAsync(store, writers: 8, _seed);
        await crowd.WaitForAsync(8);

        await (_disk?.FillAsync(0) ?? _server.LimitFilesAsync(1 << 19));
        await UseUpAsync();
        await _server.WaitUntilDownAsync();
        var failure = await Assert.ThrowsAsync<StoreException>(async () => await impatient.GetAsync(Stores.Key));
        await (_disk?.MakeRoomAsync() ?? Task.CompletedTask);
        var free = Stopwatch.GetTimestamp();
        await _server.StartAsync();
        await crowd.WaitForAsync(9);
        var recovery = Stopwatch.GetElapsedTime(free);
        await crowd.EndAsync();

        Assert.True(failure.IsTransient, failure.Message);
        Assert.Contains("PANIC:", await _server.ReadLogAsync(), StringComparison.Ordinal);
        await crowd.CheckAsync(store);
        FaultTries.Note(tries: 1, crowd.Count, recovery);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_disk is not null)
            await _disk.DisposeAsync();
    }

    private async Task LimitAsync(int writers)
    {
        _server = await PostgresServer.CreateAsync(initialization: SmallFiles);
        await _server.CreateDatabaseAsync("desk");
        await FillAsync(writers, () => _server.LimitFilesAsync(MostBytes), () => _server.LimitFilesAsync(null));
    }

    /// <summary>Has each writer write to a session of its own until there is no space for its next batch, and then go on with it.</summary>
    private async Task FillAsync(int writers, Func<Task> fillAsync, Func<Task> makeRoomAsync)
    {
        await using var store = await OpenAsync(retries: 10);
        var written = new int[writers];
        for (var writer = 0; writer < writers; writer++)
            await store.CreateAsync(Stores.Room(writer));

        await fillAsync();
        var failures = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteUntilFullAsync(writer))));

        Assert.All(failures, failure => Assert.Equal((StoreFailure.Full, false), (failure.Failure, failure.IsTransient)));
        await CheckAsync();

        await makeRoomAsync();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(writer, written[writer] + 3))));

        Assert.All(written, count => Assert.InRange(count, 4, 10_000));
        await CheckAsync();
        FaultTries.Note(writers, written.Sum());

        async Task<StoreException> WriteUntilFullAsync(int writer) =>
            await Assert.ThrowsAsync<StoreException>(() => WriteAsync(writer, int.MaxValue));

        async Task WriteAsync(int writer, int end)
        {
            for (; written[writer] < end; written[writer]++)
                Assert.False((await Batch.Of(_seed, writer, written[writer]).CommitAsync(store, Stores.Room(writer))).Repeated);
        }

        async Task CheckAsync()
        {
            await using var other = await OpenAsync(retries: 10);
            for (var writer = 0; writer < writers; writer++)
                Assert.Equal(Enumerable.Range(0, written[writer]), (await LogCheck.ReadBatchesAsync(other, Stores.Room(writer), _seed)).Select(batch => batch.Number));
        }
    }

    /// <summary>Begins one file of the write-ahead log after another, until there is none.</summary>
    private async Task UseUpAsync()
    {
        try
        {
            while (true)
                await _server!.ExecuteAsync("SELECT pg_switch_wal()");
        }
        catch (NpgsqlException)
        {
            // The server is down, or recovers.
        }
    }

    private Task<PostgresSessionStore> OpenAsync(int retries) => PostgresSessionStore.OpenAsync(_server!.ConnectionString("desk"), new PostgresSessionStoreOptions { Listen = false, MaxRetries = retries });
}
