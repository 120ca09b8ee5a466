using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Sqlite;

/// <summary>Stores sessions in a SQLite file, for any number of threads and processes of one machine.</summary>
/// <remarks>
/// Writes wait for one another; reads do not wait for writes. The wait is asynchronous and can be cancelled. A write that
/// waited may share its transaction with others, and is complete when that is committed; otherwise the work runs on the thread of the caller, as SQLite does.
/// </remarks>
public sealed partial class SqliteSessionStore : ISessionStore, ISessionDirectory, ISessionCopy, IUsageLedger, IUsageDirectory, ISearchIndex, IOwnerState, IRetention, IDisposable
{
    private readonly Database _database;
    private readonly Writer _writer;
    private readonly Readers _readers;
    private readonly SearchFollower _follower;
    private readonly TimeProvider _time;
    private readonly LocalChangeSignal _changes = new();
    private volatile bool _disposed;

    private SqliteSessionStore(Database database, Connection first)
    {
        _database = database;
        _writer = new Writer(database, first);
        _readers = new Readers(database);
        _follower = new SearchFollower(
            new FollowerPace(database.Options.SearchLag, RestForWork: 49, () => _writer.Writes, WritesOfStep: 1),
            database.Path,
            database.Options.LoggerFactory?.CreateLogger<SqliteSessionStore>() ?? NullLogger<SqliteSessionStore>.Instance);
        _time = database.Options.TimeProvider;
    }

    /// <summary>Gets the version of the SQLite library in use: the one that comes with this package, 3.53.4 or later, unless the application brings another.</summary>
    public static Version LibraryVersion => Connection.LibraryVersion;

    /// <summary>Opens a file. The call creates a missing file, and migrates one that an earlier version wrote.</summary>
    /// <param name="path">The file's path. Its folder must exist and be on a local disk: SQLite creates two files next to it while it is open.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the wait for other processes; a migration that has begun is completed.</param>
    /// <returns>The store. The caller disposes it.</returns>
    /// <remarks>The file is opened on the caller's thread and migrated on the thread pool.</remarks>
    /// <exception cref="ArgumentException">The text is not a path: it is empty, a connection string, or an address.</exception>
    /// <exception cref="StoreException">The file cannot be opened, is damaged, or was kept locked by another process; <see cref="StoreException.Failure"/> is the reason.</exception>
    public static async Task<SqliteSessionStore> OpenAsync(string path, SqliteSessionStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        var database = new Database(StorePath.Of(path, nameof(path)), options?.Copy() ?? new SqliteSessionStoreOptions());
        return new SqliteSessionStore(database, await database.OpenAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns facts about the store without reading a session.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<SqliteStoreInfo> GetInfoAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(static (connection, database) => database.Describe(connection), _database, cancellationToken);

    /// <inheritdoc />
    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return WriteAsync(durable: true, static (connection, ask) => SessionRow.Create(connection, ask.key, ask._time.GetUtcNow()).AsOf(ask._time.GetUtcNow()), (key, _time), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (connection, ask) => SessionRow.Find(connection, ask.key)?.AsOf(ask._time.GetUtcNow()), (key, _time), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(details);
        details.EnsureWellFormed();
        return WriteAsync(durable: true, static (connection, ask) => SessionRow.Describe(connection, ask.key, ask.details), (key, details), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(commit);
        commit.EnsureWellFormed();
        var (receipt, unsearched) = await WriteAsync(durable: true, static (connection, ask) => CommitWriter.Write(connection, ask.key, ask.commit, ask.Limits, ask._time.GetUtcNow()), (key, commit, _database.Options.Limits, _time), cancellationToken, alone: commit.Prune is not null).ConfigureAwait(false);
        _changes.Send(key, commit.ReleasesLease ? SessionChanges.Log | SessionChanges.Lease : SessionChanges.Log);
        _follower.Note(key, unsearched);
        return receipt;
    }

    /// <inheritdoc />
    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(read);
        return ReadAsync(static (connection, ask) => LogReader.Read(connection, ask.key, ask.read), (key, read), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (connection, ask) => StateReader.Read(connection, ask.key, ask.head, ask.stateKey), (key, head, stateKey), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (connection, ask) => BranchRow.List(connection, ask.key, ask.name), (key, name), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (connection, ask) => BlobRow.Find(connection, ask.key, ask.hash), (key, hash), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(parts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var spool = new RestoreSpool();
        await foreach (var part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
            spool.Add(part);

        var record = spool.ToRecord(key, _database.Options.Limits);
        var restored = await WriteAloneAsync(durable: true, static (connection, ask) => SessionRestoration.Write(connection, ask.record, ask.spool), (record, spool), cancellationToken).ConfigureAwait(false);
        _changes.Send(key, SessionChanges.Log);
        if (restored is not null)
            _follower.Note(key, restored.Tip.Value);
        return restored;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        await ValueTask.CompletedTask.ConfigureAwait(false);
        using var copy = new SessionCopy(_database, key);
        foreach (var part in copy.ReadParts())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return part;
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType == typeof(IChangeSignal) ? _changes : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(request);
        var answer = await WriteAsync(durable: false, static (connection, ask) => LeaseRow.Apply(connection, ask.key, ask.request, ask._time.GetUtcNow()), (key, request, _time), cancellationToken).ConfigureAwait(false);
        if (request.Action == LeaseAction.Release)
            _changes.Send(key, SessionChanges.Lease);
        return answer;
    }

    /// <inheritdoc />
    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) =>
        ListAllAsync(SessionSelection.OfOwner(owner), query, cancellationToken);

    /// <inheritdoc />
    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(static (connection, ask) => SessionListing.Page(connection, ask.selection, ask.query, ask._time.GetUtcNow()), (selection, query, _time), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var isDeleted = await WriteAloneAsync(durable: true, static (connection, ask) => SessionRemoval.Delete(connection, ask.key, ask._time.GetUtcNow()), (key, _time), cancellationToken).ConfigureAwait(false);
        _changes.Send(key, SessionChanges.Log);
        return isDeleted;
    }

    /// <inheritdoc />
    public async ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var isDeleted = await WriteAloneAsync(durable: true, static (connection, ask) => SessionRemoval.DeleteExpired(connection, ask.key, ask._time.GetUtcNow()), (key, _time), cancellationToken).ConfigureAwait(false);
        _changes.Send(key, SessionChanges.Log);
        return isDeleted;
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        policy?.EnsureWellFormed();
        return WriteAsync(durable: true, static (connection, ask) => RetentionRow.Set(connection, ask.key, ask.policy, ask._time.GetUtcNow()), (key, policy, _time), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(hold);
        return WriteAsync(durable: true, static (connection, ask) => RetentionRow.Hold(connection, ask.key, ask.hold, ask._time.GetUtcNow()), (key, hold, _time), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(name);
        return WriteAsync(durable: true, static (connection, ask) => RetentionRow.LiftHold(connection, ask.key, ask.name, ask._time.GetUtcNow()), (key, name, _time), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        return ReadAsync(static (connection, ask) => RetentionRow.List(connection, ask.selection, ask.after, ask.limit, ask._time.GetUtcNow()), (selection, after, limit, _time), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(records);
        await WriteAsync(durable: true, static (connection, ask) => UsageRow.Record(connection, ask.key, ask.records), (key, records), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(static (connection, ask) => UsageRow.Read(connection, ask.key, ask.after, ask.limit), (key, after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        SumAllAsync(SessionSelection.OfOwner(owner), query, by, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        SumAllAsync(SessionSelection.OfSession(key), query, by, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);
        query.EnsureWellFormed(selection, by);
        return ReadAsync(static (connection, ask) => UsageSumReader.Sum(connection, ask.selection, ask.query, ask.by), (selection, query, by), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(static (connection, ask) => SearchCursor.List(connection, ask.selection, ask.after, ask.limit), (selection, after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return ReadAsync(SearchCursor.Count, selection, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(additions);
        return WriteAloneAsync(durable: false, SearchRows.Add, additions, cancellationToken);
    }

    /// <inheritdoc />
    public void Follow(Func<SessionKey, CancellationToken, IAsyncEnumerable<long>> catchUp)
    {
        ArgumentNullException.ThrowIfNull(catchUp);
        _follower.Register(catchUp);
    }

    /// <summary>What updates the index in the background; completed when nothing does.</summary>
    internal Task Following => _follower.Running;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matching);
        return ReadAsync(SearchReader.Match, matching, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default) =>
        await WriteAloneAsync(durable: false, static (connection, key) => SearchRows.Forget(connection, key), key, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (connection, ask) => OwnerStateRow.Find(connection, ask.owner, ask.key), (owner, key), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return ReadAsync(OwnerStateRow.List, owner, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return ReadAsync(static (connection, ask) => OwnerStateRow.ReadChanges(connection, ask.owner, ask.since), (owner, since), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        put.EnsureWellFormed();
        return WriteAsync(durable: true, static (connection, put) => OwnerStateRow.Put(connection, put), put, cancellationToken);
    }

    /// <summary>Closes the file after the write in progress and the writes that wait for it. Any later call throws <see cref="ObjectDisposedException"/>, except another disposal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _follower.StopAsync().ConfigureAwait(false);
        _disposed = true;
        _readers.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the file as <see cref="DisposeAsync"/> does, and blocks until these writes end. For containers that dispose synchronously.</summary>
    public void Dispose()
    {
        _follower.Dispose();
        _disposed = true;
        _readers.Dispose();
        _writer.Dispose();
    }

    private ValueTask<TResult> ReadAsync<TArgument, TResult>(Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return _readers.RunAsync(work, argument, cancellationToken);
    }

    private ValueTask<TResult> WriteAsync<TArgument, TResult>(bool durable, Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken, bool alone = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.RunAsync(durable, alone, work, argument, cancellationToken);
    }

    /// <summary>Writes what can take long: no other write shares its transaction and so waits for it.</summary>
    private ValueTask<TResult> WriteAloneAsync<TArgument, TResult>(bool durable, Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken) =>
        WriteAsync(durable, work, argument, cancellationToken, alone: true);
}
