using BenchmarkDotNet.Attributes;
using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>A session in a SQLite file at synchronous NORMAL, so that the disk stays out of it: what is read before a write, the write, and the reads.</summary>
public class SqlitePieces
{
    private const int Turns = 5_000;

    private ScratchFolder _scratch = null!;
    private SqliteSessionStore _store = null!;
    private Session _session = null!;
    private EntryWriter _writer = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _scratch = new ScratchFolder();
        _store = await SqliteSessionStore.OpenAsync(_scratch.PathOf("pieces.db"), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        _session = await _store.OpenAsync(SessionFiles.Key);
        var builder = await SessionBuilder.OpenAsync(_store, _session.Key);
        await builder.AddTurnsAsync(Turns);
        await _session.RefreshAsync();
        _writer = new EntryWriter(await _store.CreateAsync(new SessionKey("ticket-2", user: "ada")));
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _store.DisposeAsync();
        _scratch.Dispose();
    }

    [Benchmark(Description = "read a session's record")]
    public ValueTask<SessionRecord?> ReadRecord() => _store.GetAsync(SessionFiles.Key);

    [Benchmark(Description = "read one header")]
    public ValueTask<LogPage> ReadHeader() => _store.ReadAsync(SessionFiles.Key, LogRead.Back(_session.Record.Head) with { Limit = 1, HeadersOnly = true });

    [Benchmark(Description = "read the newest 20 entries, not decoded")]
    public ValueTask<LogPage> ReadEntries() =>
        _store.ReadAsync(SessionFiles.Key, LogRead.Back(_session.Record.Head) with { Kinds = [EntryKind.Message], Limit = 20 });

    [Benchmark(Description = "read the newest 20 messages")]
    public Task<IReadOnlyList<SessionItem>> ReadNewest() => _session.GetItemsAsync(20);

    [Benchmark(Description = "commit a four-message turn of ready entries")]
    public async Task<CommitReceipt> CommitAsync()
    {
        var turn = _writer.Append(new TurnStartBody { Number = 1, Added = true }).Position;
        foreach (var message in SampleTurn.Create(1))
            _writer.Append(new MessageBody(message), turn);
        return await _store.CommitAsync(_writer.Key, _writer.TakeCommit(CommitId.New()));
    }
}
