using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Colloquy.Tests;

namespace Colloquy.Sqlite.Tests;

/// <summary>Writes that wait for one another share a transaction, and nobody notices but the disk.</summary>
public sealed class SharedTransactionTests : IAsyncLifetime
{
    private const int Header = 32;
    private const int Frame = 24 + 4_096;

    private readonly TempFolder _folder = new();
    private Writer _writer = null!;

    public async ValueTask InitializeAsync()
    {
        _writer = await OpenAsync(new() { BusyTimeout = TimeSpan.FromSeconds(1) });
        await Now("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
        await Now("CREATE TABLE notes (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)");
    }

    [Fact]
    public async Task Writes_that_wait_share_a_transaction_and_keep_their_order()
    {
        await using var held = await Held.TakeAsync(_writer);
        var before = CountCommits();
        var writes = Enumerable.Range(1, 20).Select(id => Note(id)).ToArray();

        await held.GiveBackAsync();

        Assert.Equal(Enumerable.Range(1, 20).Select(id => (long)id), await Task.WhenAll(writes));
        Assert.Equal(before + 1, CountCommits());
        Assert.Equal(20, await CountNotesAsync());
    }

    [Fact]
    public async Task A_write_that_can_take_long_has_a_transaction_of_its_own()
    {
        await using var held = await Held.TakeAsync(_writer);
        var before = CountCommits();
        Task[] writes = [Note(1), Note(2), Note(3, alone: true), Note(4), Note(5)];

        await held.GiveBackAsync();
        await Task.WhenAll(writes);

        Assert.Equal(before + 3, CountCommits());
    }

    [Fact]
    public async Task A_transaction_with_a_durable_write_is_durable_and_one_of_leases_does_not_wait_for_the_disk()
    {
        var leases = await LevelsAsync(false, false);
        var mixed = await LevelsAsync(false, true, false);

        Assert.All(leases, level => Assert.Equal(1, level));
        Assert.All(mixed, level => Assert.Equal(2, level));

        async Task<long[]> LevelsAsync(params bool[] durable)
        {
            await using var held = await Held.TakeAsync(_writer);
            var writes = durable.Select(asked => Write(static connection => connection.ReadNumber("PRAGMA synchronous"), asked)).ToArray();
            await held.GiveBackAsync();
            return await Task.WhenAll(writes);
        }
    }

    [Fact]
    public async Task A_durable_write_does_not_join_a_transaction_that_began_with_leases()
    {
        for (var round = 0; round < 20; round++)
        {
            var commit = Task.FromResult(0L);
            await using var held = await Held.TakeAsync(_writer);
            var lease = Write(
                connection =>
                {
                    // It comes while the transaction of the lease is open, and takes other writes.
                    commit = Write(static connection => connection.ReadNumber("PRAGMA synchronous"));
                    return connection.ReadNumber("PRAGMA synchronous");
                },
                durable: false);

            await held.GiveBackAsync();

            Assert.Equal((1, 2), (await lease, await commit));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_write_that_fails_takes_back_what_it_wrote_and_fails_alone(int place)
    {
        await using var held = await Held.TakeAsync(_writer);
        var writes = Notes(place, static connection =>
        {
            connection.Execute("INSERT INTO notes (id) VALUES (100)");
            throw new InvalidOperationException("changed its mind");
        });

        await held.GiveBackAsync();

        await AssertOnlyFailedAsync<InvalidOperationException>(writes, place);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task An_error_that_ends_the_whole_transaction_fails_alone(int place)
    {
        await using var held = await Held.TakeAsync(_writer);
        var writes = Notes(place, static connection =>
        {
            connection.Execute("INSERT INTO notes (id) VALUES (100)");
            // As SQLite does by itself for some errors (sqlite.org/lang_transaction.html).
            connection.Execute("ROLLBACK");
            throw StoreException.Full("disk");
        });

        await held.GiveBackAsync();

        await AssertOnlyFailedAsync<StoreException>(writes, place);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_damage_that_is_met_fails_alone_and_the_others_are_written_on_a_new_connection(int place)
    {
        await using var held = await Held.TakeAsync(_writer);
        var before = WritingConnectionOf(_writer);
        var writes = Notes(place, static connection => throw StoreException.Corrupt(connection.Path, "a row is not what it should be"));

        await held.GiveBackAsync();

        await AssertOnlyFailedAsync<StoreException>(writes, place);
        Assert.NotSame(before, WritingConnectionOf(_writer));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_transaction_that_cannot_be_committed_gives_each_its_own_outcome(int place)
    {
        WritingConnectionOf(_writer)!.Execute("PRAGMA foreign_keys = ON");
        await using var held = await Held.TakeAsync(_writer);
        // Nothing fails before COMMIT, where SQLite finds that a note has no parent.
        var writes = Notes(place, static connection => { connection.Execute("INSERT INTO notes (id, parent) VALUES (100, 1)"); return 100; });

        await held.GiveBackAsync();

        await AssertOnlyFailedAsync<StoreException>(writes, place);
    }

    [Fact]
    public async Task No_result_is_given_before_it_is_stored()
    {
        var unstored = 0;

        await Task.WhenAll(Enumerable.Range(1, 300).Select(id => Task.Run(async () =>
        {
            await Note(id);
            using var other = Connection.Open(_folder.File(), create: false);
            if (other.ReadNumber($"SELECT count(*) FROM notes WHERE id = {id}") == 0)
                Interlocked.Increment(ref unstored);
        })));

        Assert.Equal(0, unstored);
        Assert.Equal(300, await CountNotesAsync());
    }

    [Fact]
    public async Task What_is_cancelled_while_it_waits_is_not_written_and_the_others_are()
    {
        await using var held = await Held.TakeAsync(_writer);
        using var cancel = new CancellationTokenSource();
        var writes = Enumerable.Range(1, 9).Select(id => Note(id, cancellationToken: id % 3 == 0 ? cancel.Token : default)).ToArray();

        await cancel.CancelAsync();
        for (var i = 2; i < 9; i += 3)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writes[i]);
        await held.GiveBackAsync();
        await Task.WhenAll(writes.Where((_, i) => i % 3 != 2));

        Assert.Equal(6, await CountNotesAsync());
        Assert.True(Array.TrueForAll(writes, write => write.IsCompleted));
    }

    [Fact]
    public async Task What_is_cancelled_at_any_moment_is_written_or_cancelled()
    {
        var random = new Random(Seeds.Next());
        var stored = 0;

        await Task.WhenAll(Enumerable.Range(1, 400).Select(id =>
        {
            var moment = random.Next(2_000);
            return Task.Run(async () =>
            {
                using var cancel = new CancellationTokenSource(TimeSpan.FromMicroseconds(moment));
                try
                {
                    await Note(id, cancellationToken: cancel.Token);
                    Interlocked.Increment(ref stored);
                }
                catch (OperationCanceledException)
                {
                }
            });
        }));

        Assert.Equal(stored, await CountNotesAsync());
    }

    [Fact]
    public async Task Closing_waits_for_the_writes_that_wait_and_refuses_those_that_come_later()
    {
        await using var held = await Held.TakeAsync(_writer);
        var waiting = Enumerable.Range(1, 5).Select(id => Note(id)).ToArray();

        var closing = _writer.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Note(6));
        Assert.False(closing.IsCompleted);
        await held.GiveBackAsync();

        await closing;
        Assert.Equal(Enumerable.Range(1, 5).Select(id => (long)id), await Task.WhenAll(waiting));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Note(7));
        await _writer.DisposeAsync();
        using var reader = Connection.Open(_folder.File(), create: false);
        Assert.Equal(5, reader.ReadNumber("SELECT count(*) FROM notes"));
    }

    [Fact]
    public async Task All_that_wait_for_another_process_wait_as_long_as_they_may_and_not_one_after_the_other()
    {
        using var other = Connection.Open(_folder.File(), create: false);
        other.BeginWrite();
        var start = Stopwatch.GetTimestamp();

        var writes = Enumerable.Range(1, 40).Select(id => Note(id)).ToArray();
        foreach (var write in writes)
            Assert.Equal((StoreFailure.Busy, TimeSpan.FromSeconds(1)), await Assert.ThrowsAsync<StoreException>(() => write) is var busy ? (busy.Failure, busy.Waited) : default);

        // One after the other they would have waited for 40 seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
        other.TryRollback();
        await Note(41);
        Assert.Equal(1, await CountNotesAsync());
    }

    [Fact]
    public async Task Those_behind_one_that_gives_up_waiting_for_another_process_go_on_waiting()
    {
        await using var patient = await OpenAsync(new() { BusyTimeout = TimeSpan.FromMinutes(1) });
        using var other = Connection.Open(_folder.File(), create: false);
        using var cancel = new CancellationTokenSource();
        other.BeginWrite();
        var first = Note(patient, 1, cancel.Token);
        var others = Enumerable.Range(2, 10).Select(id => Note(patient, id, id % 2 == 0 ? cancel.Token : default)).ToArray();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        other.TryRollback();

        await Task.WhenAll(others.Where((_, i) => i % 2 == 1));
        Assert.Equal(5, await CountNotesAsync());
    }

    [Fact]
    public async Task How_many_writes_were_made_counts_each_of_a_transaction()
    {
        var before = _writer.Writes;
        await using var held = await Held.TakeAsync(_writer);
        var writes = Notes(1, static _ => throw new InvalidOperationException("not written"));

        await held.GiveBackAsync();
        await AssertOnlyFailedAsync<InvalidOperationException>(writes, 1);

        // The one that held it, four of five, and the count of the notes.
        Assert.Equal(before + 6, _writer.Writes);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _folder.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writing")]
    private static extern ref Connection? WritingConnectionOf(Writer writer);

    private async Task<Writer> OpenAsync(SqliteSessionStoreOptions options)
    {
        var database = new Database(_folder.File(), options);
        return new Writer(database, await database.OpenAsync(CancellationToken.None));
    }

    /// <summary>Five writes; one of them does something else than the others.</summary>
    private Task<long>[] Notes(int place, Func<Connection, long> other) =>
        [.. Enumerable.Range(0, 5).Select(i => i == place ? Write(other) : Note(i + 1))];

    private async Task AssertOnlyFailedAsync<TException>(Task<long>[] writes, int place)
        where TException : Exception
    {
        await Assert.ThrowsAsync<TException>(() => writes[place]);
        var stored = await Task.WhenAll(writes.Where((_, i) => i != place));
        Assert.Equal(Enumerable.Range(1, 5).Where(id => id != place + 1).Select(id => (long)id), stored);
        Assert.Equal(4, await CountNotesAsync());
        using var reader = Connection.Open(_folder.File(), create: false);
        Assert.Equal(4, reader.ReadNumber("SELECT count(*) FROM notes WHERE id BETWEEN 1 AND 5"));
    }

    private Task<long> Write(Func<Connection, long> work, bool durable = true) =>
        _writer.RunAsync(durable, alone: false, static (connection, work) => work(connection), work, default).AsTask();

    private Task<long> Note(int id, bool alone = false, CancellationToken cancellationToken = default) => Note(_writer, id, cancellationToken, alone);

    private static Task<long> Note(Writer writer, int id, CancellationToken cancellationToken, bool alone = false) =>
        writer.RunAsync(durable: true, alone, static (connection, id) => { connection.Execute($"INSERT INTO notes (id) VALUES ({id})"); return connection.LastId(); }, id, cancellationToken).AsTask();

    private Task<long> CountNotesAsync() => Write(static connection => connection.ReadNumber("SELECT count(*) FROM notes"));

    private Task<bool> Now(string sql) => _writer.RunAsync(durable: true, alone: false, static (connection, sql) => { connection.Execute(sql); return true; }, sql, default).AsTask();

    /// <summary>The transactions in the write-ahead log: the last frame of each says how long the file is then.</summary>
    private int CountCommits()
    {
        using var file = new FileStream(_folder.File("store.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var log = new byte[file.Length];
        file.ReadExactly(log);
        var count = 0;
        for (var at = Header; at + Frame <= log.Length && BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(at)) != 0; at += Frame)
            count += BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(at + 4)) != 0 ? 1 : 0;
        return count;
    }

    /// <summary>A write that goes on until it is told to end, so that others wait for it. It writes nothing.</summary>
    private sealed class Held : IAsyncDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private Task _write = Task.CompletedTask;

        public static async Task<Held> TakeAsync(Writer writer)
        {
            var held = new Held();
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            held._write = Task.Factory.StartNew(
                () => writer.RunAsync(durable: true, alone: false, (_, end) => { begun.SetResult(); end.Wait(); return true; }, held._end, default).AsTask(),
                TaskCreationOptions.LongRunning).Unwrap();
            await begun.Task;
            return held;
        }

        public Task GiveBackAsync()
        {
            _end.Set();
            return _write;
        }

        public async ValueTask DisposeAsync()
        {
            await GiveBackAsync();
            _end.Dispose();
        }
    }
}
