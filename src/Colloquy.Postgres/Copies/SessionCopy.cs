using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads a whole session at one moment, in pages, in one transaction on a connection of its own.</summary>
internal sealed class SessionCopy : IAsyncDisposable
{
    /// <summary>The most rows of a page of small ones.</summary>
    private const int MostRows = 1_000;

    /// <summary>The bytes of payloads that a page is to have about.</summary>
    private const long PageBytes = 4 << 20;

    private readonly SessionKey _key;
    private readonly Guid _id;
    private readonly NpgsqlConnection _connection;
    private readonly Database _database;

    private SessionCopy(Database database, SessionKey key, NpgsqlConnection connection) =>
        (_database, _key, _id, _connection) = (database.On(connection), key, StoredId.Of(key), connection);

    /// <summary>Gets the record, as it was at the moment of the copy.</summary>
    private SessionRecord Record { get; set; } = null!;

    /// <summary>Reads the parts.</summary>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    public static async IAsyncEnumerable<SessionPart> ReadAsync(Database database, SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var copy = await database.RepeatAsync((database, key), static (ask, cancelled) => OpenAsync(ask.database, ask.key, cancelled), cancellationToken).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            var parts = copy.ReadPartsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (parts.ConfigureAwait(false))
            {
                while (await MoveAsync(database, parts).ConfigureAwait(false))
                    yield return parts.Current;
            }
        }
    }

    // Its transaction has written nothing, and ends with the connection's return to the pool.
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static readonly Sql ReadOnly = new("SET TRANSACTION READ ONLY");

    private static async ValueTask<SessionCopy> OpenAsync(Database database, SessionKey key, CancellationToken cancellationToken)
    {
        var copy = new SessionCopy(database, key, await database.ConnectAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            await copy._connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            var session = await copy._database.ReadAsync(
                copy,
                static (batch, copy) => SessionRow.Ask(batch.Add(ReadOnly), copy._id),
                static (rows, copy, cancelled) => SessionRow.FindAsync(rows, copy._database, copy._key, cancelled),
                cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
            copy.Record = session.Record;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Moves on to the next part. What was returned of a copy that breaks off cannot be continued by another, which may show a later moment.</summary>
    private static async ValueTask<bool> MoveAsync(Database database, IAsyncEnumerator<SessionPart> parts)
    {
        try
        {
            return await parts.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsFailure(e))
        {
            throw database.Translate(e);
        }
    }

    private async IAsyncEnumerable<SessionPart> ReadPartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = Position.Start;
        for (var rows = MostRows / 10; after < Record.Tip;)
        {
            var page = await ReadEntriesAsync(after, rows, cancellationToken).ConfigureAwait(false);
            yield return page;

            after = page.Entries[^1].Position;
            rows = (int)Math.Clamp(page.Entries.Count * PageBytes / Math.Max(1, page.Entries.Sum(entry => (long)entry.Payload.Length)), 1, MostRows);
        }

        for (byte[] hash = []; await FindBlobAfterAsync(hash, cancellationToken).ConfigureAwait(false) is { } blob; hash = blob.Hash.ToArray())
            yield return new SessionPart { Blobs = [blob] };

        for (UsageRecord? last = null; await UsageRow.ReadAsync(_database, _key, last, MostRows, cancellationToken).ConfigureAwait(false) is { Count: > 0 } records; last = records[^1])
            yield return new SessionPart { Usage = records };

        var facts = new SessionFacts
        {
            CreatedAt = Record.CreatedAt,
            UpdatedAt = Record.UpdatedAt,
            Branches = await BranchRow.ListAsync(_database, _key, name: null, cancellationToken).ConfigureAwait(false),
            Branch = Record.Branch,
            Activity = Record.Activity,
            Details = Record.Details,
            Retention = Record.Retention,
        };
        yield return new SessionPart { Facts = facts };
    }

    private static readonly Sql SelectEntries = new($"""
        SELECT {EntryRow.Whole}, e.first, e.commit FROM colloquy.entries e WHERE e.sid = $1 AND e.position > $2 AND e.position <= $2 + $3 ORDER BY e.position
        """);

    private ValueTask<SessionPart> ReadEntriesAsync(Position after, int count, CancellationToken cancellationToken) => _database.ReadAsync(
        (Copy: this, after, count),
        static (batch, ask) => batch.Add(SelectEntries).With(ask.Copy._id).With(ask.after).With((long)ask.count),
        static (rows, ask, cancelled) => ReadEntriesAsync(rows, ask.Copy, ask.after, ask.count, cancelled),
        cancellationToken);

    private static async ValueTask<SessionPart> ReadEntriesAsync(NpgsqlDataReader rows, SessionCopy copy, Position after, int count, CancellationToken cancellationToken)
    {
        const int First = 12;
        List<Entry> entries = [];
        List<KeyValuePair<CommitId, CommitReceipt>> receipts = [];
        var last = after;
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var entry = EntryRow.Read(rows, copy._key, EntryRow.Place(rows, copy._key, last.Next), headerOnly: false);
            entries.Add(entry);
            if (!rows.IsDBNull(First + 1))
                receipts.Add(new(new CommitId(rows.GetGuid(First + 1)), new CommitReceipt(rows.Position(First), entry.Position, entry.Chain)));
            last = entry.Position;
        }

        return entries.Count == count || last == copy.Record.Tip ? new SessionPart { Entries = entries, Receipts = receipts } : throw EntryRow.Missing(copy._key, last.Next);
    }

    private static readonly Sql SelectBlob = new("SELECT hash, bytes FROM colloquy.blobs WHERE sid = $1 AND hash > $2 ORDER BY hash LIMIT 1");

    private ValueTask<Blob?> FindBlobAfterAsync(byte[] hash, CancellationToken cancellationToken) => _database.ReadAsync(
        (_id, hash),
        static (batch, ask) => batch.Add(SelectBlob).With(ask._id).With(ask.hash),
        static async (rows, _, cancelled) => await rows.ReadAsync(cancelled).ConfigureAwait(false) ? new Blob(new Digest(rows.Bytes(0)), rows.Bytes(1)) : null,
        cancellationToken);
}
