using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Stores sessions in PostgreSQL, for any number of processes on any number of machines.</summary>
/// <remarks>
/// <para>A call is one batch of statements, in one transaction, and is repeated after temporary failures: a commit under its id, so that it is made once.
/// No transaction stays open between round trips. The time of leases is the server's.</para>
/// <para>The tables are in a schema of their own. PostgreSQL 14 and later can be used; 15 is tested.</para>
/// </remarks>
public sealed partial class PostgresSessionStore : ISessionStore, IDisposable
{
    private const string PlanSettings = "SET plan_cache_mode = force_generic_plan; SET jit = off";

    private readonly Database _database;
    private readonly StoredSessions _sessions = new();
    private readonly CommitWriter _commits;
    private readonly LeaseRow _leases;
    private readonly SessionRemoval _removal;
    private readonly PostgresChangeSignal _changes;

    private PostgresSessionStore(Database database)
    {
        _database = database;
        _commits = new CommitWriter(database, _sessions);
        _leases = new LeaseRow(database, _sessions);
        _removal = new SessionRemoval(database, _sessions);
        _follower = new SearchFollower(
            new FollowerPace(database.Options.SearchLag, RestForWork: 19, () => _commits.Count, WritesOfStep: 0),
            database.Location,
            database.Options.LoggerFactory?.CreateLogger<PostgresSessionStore>() ?? NullLogger<PostgresSessionStore>.Instance);
        _changes = new PostgresChangeSignal(database);
    }

    /// <summary>Opens a database by a connection string. The store has a pool of connections of its own, which it closes when it is disposed of.</summary>
    /// <param name="connectionString">The connection string, in the form of Npgsql (<c>Host=…;Database=…;Username=…</c>).</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The store. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    /// <exception cref="StoreException">The database cannot be opened; <see cref="StoreException.Failure"/> is the reason.</exception>
    public static async Task<PostgresSessionStore> OpenAsync(string connectionString, PostgresSessionStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var builder = new NpgsqlDataSourceBuilder(connectionString);

        // No call leaves a setting behind on its connection, so there is nothing to reset.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        if (options?.LoggerFactory is { } logger)
            builder.UseLoggerFactory(logger);

        // One plan serves all sessions, and to plan a read of the log anew takes as long as the read. To compile a plan takes a hundred times longer, and the server does it by an estimate that is too high for unknown sessions.
        // Behind a pooler, where nothing is prepared, the settings would stay with another's connection.
        if (options?.Prepare ?? true)
            builder.UsePhysicalConnectionInitializer(SetPlanning, SetPlanningAsync);
        return await OpenAsync(builder.Build(), ownsSource: true, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a database by the application's own data source, which the application disposes of after the store.</summary>
    /// <param name="dataSource">The data source.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The store. The caller disposes it.</returns>
    /// <exception cref="StoreException">The database cannot be opened; <see cref="StoreException.Failure"/> is the reason.</exception>
    public static Task<PostgresSessionStore> OpenAsync(NpgsqlDataSource dataSource, PostgresSessionStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return OpenAsync(dataSource, ownsSource: false, options, cancellationToken);
    }

    private static void SetPlanning(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(PlanSettings, connection);
        command.ExecuteNonQuery();
    }

    private static async Task SetPlanningAsync(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(PlanSettings, connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static async Task<PostgresSessionStore> OpenAsync(NpgsqlDataSource source, bool ownsSource, PostgresSessionStoreOptions? options, CancellationToken cancellationToken)
    {
        var database = new Database(source, ownsSource, options?.Copy() ?? new PostgresSessionStoreOptions());
        try
        {
            await PostgresSchema.OpenAsync(database, cancellationToken).ConfigureAwait(false);
            await database.NoteTimeAsync(cancellationToken).ConfigureAwait(false);
            return new PostgresSessionStore(database);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Show(await SessionRow.CreateAsync(_database, key, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await SessionRow.FindAsync(_database, key, cancellationToken).ConfigureAwait(false) is { } session ? Show(session) : null;
    }

    /// <inheritdoc />
    public ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(details);
        details.EnsureWellFormed();
        return SessionRow.DescribeAsync(_database, key, details, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(commit);
        commit.EnsureWellFormed();
        var (receipt, unsearched) = await _commits.WriteAsync(key, commit, cancellationToken).ConfigureAwait(false);
        _follower.Note(key, unsearched);
        _changes.Send(key, commit.ReleasesLease ? SessionChanges.Log | SessionChanges.Lease : SessionChanges.Log);
        return receipt;
    }

    /// <inheritdoc />
    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(read);
        return LogReader.ReadAsync(_database, key, read, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return StateReader.ReadAsync(_database, key, head, stateKey, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return BranchRow.ListAsync(_database, key, name, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return BlobRow.FindAsync(_database, key, hash, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(request);
        var answer = await _leases.ApplyAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (request.Action == LeaseAction.Release)
            _changes.Send(key, SessionChanges.Lease);
        return answer;
    }

    /// <inheritdoc />
    public async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var isDeleted = await _removal.DeleteAsync(key, onlyExpired: false, cancellationToken).ConfigureAwait(false);
        _changes.Send(key, SessionChanges.Log);
        return isDeleted;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType == typeof(IChangeSignal) ? _changes : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Closes the store. Calls in progress are not awaited. Any later call throws <see cref="ObjectDisposedException"/>, except another disposal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _follower.StopAsync().ConfigureAwait(false);
        await _changes.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the store as <see cref="DisposeAsync"/> does. For containers that dispose synchronously.</summary>
    public void Dispose()
    {
        _follower.Dispose();
        _changes.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _database.Dispose();
    }

    private SessionRecord Show(StoredSession session)
    {
        _sessions.Keep(StoredId.Of(session.Record.Key), session);
        return session.Record.AsOf(_database.Clock.Now);
    }
}
