using System.Globalization;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Colloquy.Postgres;

/// <summary>The server, the schema, and how calls to it are made: each is one batch, in one round trip and one transaction, and is repeated after temporary failures.</summary>
/// <remarks>No transaction stays open between round trips, so a process that is stopped holds no lock. What is written is conditional on what was read before (see <see cref="StoredSession.Stamp"/>).</remarks>
internal sealed class Database : IAsyncDisposable, IDisposable
{
    private static readonly Sql SelectTime = new("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, $1::bigint");

    private readonly NpgsqlDataSource _source;
    private readonly bool _ownsSource;
    private readonly ResiliencePipeline _always;
    private readonly ResiliencePipeline _whenWithoutEffect;
    private readonly NpgsqlConnection? _held;
    private string?[] _texts = new string?[64];
    private volatile bool _disposed;

    public Database(NpgsqlDataSource source, bool ownsSource, PostgresSessionStoreOptions options)
    {
        (_source, _ownsSource, Options) = (source, ownsSource, options);
        Clock = new ServerClock(options.TimeProvider);
        var address = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Location = string.Create(CultureInfo.InvariantCulture, $"postgresql://{address.Host}:{address.Port}/{address.Database} (schema {options.Schema})");
        _always = Retrying(PostgresFailure.Passes);
        _whenWithoutEffect = Retrying(static failure => PostgresFailure.Passes(failure) && PostgresFailure.IsWithoutEffect(failure));
    }

    private Database(Database whole, NpgsqlConnection held)
    {
        (_source, Options, Clock, Location, _texts, _held) = (whole._source, whole.Options, whole.Clock, whole.Location, whole._texts, held);
        (_always, _whenWithoutEffect) = (ResiliencePipeline.Empty, ResiliencePipeline.Empty);
    }

    public PostgresSessionStoreOptions Options { get; }

    public ServerClock Clock { get; }

    /// <summary>Gets the server, the database and the schema, for errors.</summary>
    public string Location { get; }

    public NpgsqlDataSource Source => _source;

    /// <summary>Returns the text of a statement for the schema of this store.</summary>
    public string TextOf(Sql sql)
    {
        var texts = _texts;
        if (sql.Number >= texts.Length)
            _texts = texts = [.. texts, .. new string?[sql.Number + 64 - texts.Length]];
        return texts[sql.Number] ??= sql.In(Options.Schema);
    }

    /// <summary>Asks the server what time it is.</summary>
    public ValueTask NoteTimeAsync(CancellationToken cancellationToken) => new(ReadAsync(
        0L,
        static (batch, _) => batch.Add(SelectTime).With(ServerClock.Timestamp),
        async (rows, _, cancelled) =>
        {
            await rows.ReadAsync(cancelled).ConfigureAwait(false);
            Clock.Note(rows.GetInt64(0), rows.GetInt64(1));
            return true;
        },
        cancellationToken).AsTask());

    /// <summary>Makes a call that only reads.</summary>
    /// <param name="argument">What <paramref name="fill"/> and <paramref name="read"/> are given.</param>
    /// <param name="fill">Adds the statements.</param>
    /// <param name="read">Reads the results. It begins at the first result, before its first row.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<TResult> ReadAsync<TArgument, TResult>(TArgument argument, Action<Batch, TArgument> fill, Func<NpgsqlDataReader, TArgument, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken) =>
        RunAsync(_always, isWrite: false, argument, fill, read, cancellationToken);

    /// <summary>Makes a call that writes, and can be repeated after a failure without knowing whether the first attempt had written.</summary>
    /// <param name="argument">What <paramref name="fill"/> and <paramref name="read"/> are given.</param>
    /// <param name="fill">Adds the statements.</param>
    /// <param name="read">Reads the results. It begins at the first result, before its first row.</param>
    /// <param name="cancellationToken">Cancels the wait for a connection. What is sent is awaited.</param>
    public ValueTask<TResult> WriteRepeatablyAsync<TArgument, TResult>(TArgument argument, Action<Batch, TArgument> fill, Func<NpgsqlDataReader, TArgument, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken) =>
        RunAsync(_always, isWrite: true, argument, fill, read, cancellationToken);

    /// <summary>Makes a call that writes, and is repeated only after failures that have certainly written nothing.</summary>
    /// <inheritdoc cref="WriteRepeatablyAsync" />
    public ValueTask<TResult> WriteOnceAsync<TArgument, TResult>(TArgument argument, Action<Batch, TArgument> fill, Func<NpgsqlDataReader, TArgument, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken) =>
        RunAsync(_whenWithoutEffect, isWrite: true, argument, fill, read, cancellationToken);

    /// <summary>Does work that is more than a batch, and can be repeated after a temporary failure without knowing how far the first attempt came.</summary>
    /// <param name="argument">What <paramref name="work"/> is given.</param>
    /// <param name="work">The work. It opens a connection of its own (<see cref="ConnectAsync"/>).</param>
    /// <param name="cancellationToken">Cancels the wait between attempts.</param>
    public async ValueTask<TResult> RepeatAsync<TArgument, TResult>(TArgument argument, Func<TArgument, CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        EnsureUsable(cancellationToken);
        try
        {
            return await _always.ExecuteAsync(static (call, cancelled) => call.work(call.argument, cancelled), (argument, work), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Translate(e);
        }
    }

    /// <summary>Returns this database as one connection sees it, within its transaction. Calls are not repeated, and fail as the driver does.</summary>
    public Database On(NpgsqlConnection connection) => new(this, connection);

    /// <summary>Opens a connection for work that is more than a batch: a copy, a restoration, a migration. The caller disposes it and translates failures (<see cref="Translate"/>).</summary>
    public async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(PostgresSessionStore));
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new NotConnectedException(e);
        }
    }

    public void EnsureUsable(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(PostgresSessionStore));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Returns the exception that a caller is to see in place of a failure of the driver.</summary>
    public StoreException Translate(Exception failure) => PostgresFailure.From(failure, Location);

    /// <summary>Returns whether an exception is a failure of the driver or the server.</summary>
    public static bool IsFailure(Exception failure) => failure is NotConnectedException or NpgsqlException;

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_ownsSource)
            await _source.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _disposed = true;
        if (_ownsSource)
            _source.Dispose();
    }

    private async ValueTask<TResult> RunAsync<TArgument, TResult>(
        ResiliencePipeline pipeline,
        bool isWrite,
        TArgument argument,
        Action<Batch, TArgument> fill,
        Func<NpgsqlDataReader, TArgument, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken)
    {
        EnsureUsable(cancellationToken);
        var call = new Call<TArgument, TResult>(this, isWrite, argument, fill, read);
        try
        {
            return await pipeline.ExecuteAsync(static (call, cancelled) => call.AttemptAsync(cancelled), call, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresFailure.Refused || (_held is null && e.SqlState == PostgresErrorCodes.UniqueViolation))
        {
            throw new RefusedException(call.MayHaveWritten);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (Exception e) when (_held is null && IsFailure(e))
        {
            throw Translate(e);
        }
    }

    /// <summary>A call, and what is known of its attempts.</summary>
    private sealed class Call<TArgument, TResult>(
        Database database,
        bool isWrite,
        TArgument argument,
        Action<Batch, TArgument> fill,
        Func<NpgsqlDataReader, TArgument, CancellationToken, ValueTask<TResult>> read)
    {
        /// <summary>Gets a value that indicates whether an attempt failed that may have written: its answer was lost.</summary>
        public bool MayHaveWritten { get; private set; }

        public async ValueTask<TResult> AttemptAsync(CancellationToken cancellationToken)
        {
            if (database._held is { } held)
                return await database.ExecuteAsync(held, isWrite, argument, fill, read, cancellationToken).ConfigureAwait(false);

            var connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                try
                {
                    return await database.ExecuteAsync(connection, isWrite, argument, fill, read, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (NotesLoss(e))
                {
                    throw;
                }
            }
        }

        private bool NotesLoss(Exception failure)
        {
            MayHaveWritten |= isWrite && PostgresFailure.Passes(failure) && !PostgresFailure.IsWithoutEffect(failure);
            return false;
        }
    }

    private async ValueTask<TResult> ExecuteAsync<TArgument, TResult>(
        NpgsqlConnection connection,
        bool isWrite,
        TArgument argument,
        Action<Batch, TArgument> fill,
        Func<NpgsqlDataReader, TArgument, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken)
    {
        // What is written is awaited: whether it was is not to be left open.
        var token = isWrite ? CancellationToken.None : cancellationToken;
        var batch = connection.CreateBatch();
        await using (batch.ConfigureAwait(false))
        {
            fill(new Batch(batch, this), argument);
            if (Options.Prepare)
                await batch.PrepareAsync(token).ConfigureAwait(false);
            var rows = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var result = await read(rows, argument, token).ConfigureAwait(false);

                // Failures of later statements come with their results.
                while (await rows.NextResultAsync(token).ConfigureAwait(false))
                {
                }

                return result;
            }
        }
    }

    private ResiliencePipeline Retrying(Func<Exception, bool> isRetried) => Options.MaxRetries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure && isRetried(failure)),
            MaxRetryAttempts = Options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromSeconds(5),
        })
        .Build();
}

/// <summary>A writer saw an older state of what it changes, or adds what is there already, and wrote nothing. It reads again.</summary>
/// <param name="mayBeOwn">Whether the answer to an earlier attempt of the same call was lost, so that the earlier attempt may be what had changed the state.</param>
internal sealed class RefusedException(bool mayBeOwn) : Exception
{
    public bool MayBeOwn => mayBeOwn;
}
