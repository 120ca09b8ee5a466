using Npgsql;
using NpgsqlTypes;

namespace Colloquy.Postgres;

/// <summary>Makes a session of its spooled parts, in one transaction.</summary>
internal static class SessionRestoration
{
    /// <summary>How often a session can have changed between an attempt whose answer was lost and the next, which knows it by its stamp.</summary>
    private const long MostChanges = 1 << 20;

    /// <summary>Writes the session; null when there is one already.</summary>
    public static async ValueTask<SessionRecord?> WriteAsync(Database database, SessionRecord record, RestoreSpool spool, CancellationToken cancellationToken)
    {
        var stamp = SessionRow.NewStamp();
        while (true)
        {
            try
            {
                return await database.RepeatAsync((database, record, spool, stamp), static (ask, cancelled) => AttemptAsync(ask.database, ask.record, ask.spool, ask.stamp, cancelled), cancellationToken).ConfigureAwait(false);
            }
            catch (RefusedException)
            {
                // There was a session, which was deleted meanwhile.
            }
        }
    }

    private static async ValueTask<SessionRecord?> AttemptAsync(Database database, SessionRecord record, RestoreSpool spool, long stamp, CancellationToken cancellationToken)
    {
        var connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(CancellationToken.None).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // First, so that whoever opens the session waits, and no two make it.
                var held = database.On(connection);
                if (await InsertAsync(held, record, stamp).ConfigureAwait(false) is { } found)
                    return found >= stamp && found - stamp < MostChanges ? record : null;

                var id = StoredId.Of(record.Key);
                if (!record.Tip.IsStart)
                    await CopyEntriesAsync(held, connection, id, spool).ConfigureAwait(false);
                if (spool.HasBlobs)
                    await CopyBlobsAsync(held, connection, id, spool).ConfigureAwait(false);
                await SaveBranchesAsync(held, id, record, spool.Facts!).ConfigureAwait(false);
                foreach (var records in spool.ReadUsage())
                    await UsageRow.RecordAsync(held, record.Key, records, CancellationToken.None).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return record;
            }
        }
    }

    private static readonly Sql Insert = new("""
        INSERT INTO colloquy.sessions (sid, stamp, app, "user", session, created, updated, tip, chain, entries, bytes, bytes_beside, branch, head, head_segment, moved, waits, waiting, activity,
            details_version, title, metadata, pruned, retention, searched)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 0)
        ON CONFLICT (sid) DO NOTHING
        RETURNING sid
        """);

    private static readonly Sql SelectStamp = new("SELECT stamp FROM colloquy.sessions WHERE sid = $1");

    /// <summary>Inserts the session's row. Returns null, or the stamp of the row that is there already.</summary>
    private static ValueTask<long?> InsertAsync(Database database, SessionRecord record, long stamp) => database.WriteOnceAsync(
        (record, stamp),
        static (batch, ask) =>
        {
            var (record, id) = (ask.record, StoredId.Of(ask.record.Key));
            batch.Add(Insert)
                .With(id).With(ask.stamp).With(record.Key.Owner).With(record.Key.Id)
                .With(record.CreatedAt.ToUnixTimeMilliseconds()).With(record.UpdatedAt.ToUnixTimeMilliseconds())
                .With(record.Tip).With(record.Chain).With(record.Entries).With(record.Bytes).With(record.BytesOutsideLog)
                .With(record.Branch).With(record.Head).With(record.HeadSegment).With(record.LastMove).With(record.IsWaiting).With(record.WaitingBranches).With((short)record.Activity)
                .With(record.Details.Version).With(Rows.ToBytes(record.Details.Title)).With(SessionRow.ToJson(record.Details.Metadata))
                .With(record.Pruned).With(record.Retention is { } policy ? RetentionJson.Write(policy) : null)
                .Add(SelectStamp).With(id);
        },
        static async (rows, _, cancelled) =>
        {
            if (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                return (long?)null;

            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            return await rows.ReadAsync(cancelled).ConfigureAwait(false) ? rows.GetInt64(0) : throw new RefusedException(mayBeOwn: false);
        },
        CancellationToken.None);

    private static readonly Sql CopyEntries = new("""
        COPY colloquy.entries (sid, position, parent, segment, turn, at, first, commit, kind, subject, author, hash, chain, salt, payload) FROM STDIN (FORMAT BINARY)
        """);

    private static async ValueTask CopyEntriesAsync(Database database, NpgsqlConnection connection, Guid id, RestoreSpool spool)
    {
        try
        {
            var rows = await connection.BeginBinaryImportAsync(database.TextOf(CopyEntries)).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                foreach (var (entry, first, commit) in spool.ReadEntries())
                {
                    await rows.StartRowAsync().ConfigureAwait(false);
                    await rows.WriteAsync(id, NpgsqlDbType.Uuid).ConfigureAwait(false);
                    await rows.WriteAsync(entry.Position.Value, NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await rows.WriteAsync(entry.Parent.Value, NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await rows.WriteAsync(entry.Segment.Value, NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await rows.WriteAsync(entry.TurnStart.Value, NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await rows.WriteAsync(entry.At.ToUnixTimeMilliseconds(), NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await WriteAsync(rows, first, commit).ConfigureAwait(false);
                    await rows.WriteAsync(entry.Kind.Value, NpgsqlDbType.Text).ConfigureAwait(false);
                    await WriteAsync(rows, Rows.ToBytes(entry.Subject)).ConfigureAwait(false);
                    await WriteAsync(rows, Rows.ToBytes(entry.Author)).ConfigureAwait(false);
                    await WriteAsync(rows, entry.PayloadHash.ToArray()).ConfigureAwait(false);
                    await WriteAsync(rows, entry.Chain.ToArray()).ConfigureAwait(false);
                    await WriteAsync(rows, Rows.ToArray(entry.Salt)).ConfigureAwait(false);
                    await WriteAsync(rows, Rows.ToArray(entry.Payload)).ConfigureAwait(false);
                }

                await rows.CompleteAsync().ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ArgumentException("Two receipts of the session have the same commit id.", e);
        }
    }

    private static readonly Sql CopyBlobs = new("COPY colloquy.blobs (sid, hash, bytes) FROM STDIN (FORMAT BINARY)");

    private static async ValueTask CopyBlobsAsync(Database database, NpgsqlConnection connection, Guid id, RestoreSpool spool)
    {
        var rows = await connection.BeginBinaryImportAsync(database.TextOf(CopyBlobs)).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            foreach (var blob in spool.ReadBlobs())
            {
                await rows.StartRowAsync().ConfigureAwait(false);
                await rows.WriteAsync(id, NpgsqlDbType.Uuid).ConfigureAwait(false);
                await WriteAsync(rows, blob.Hash.ToArray()).ConfigureAwait(false);
                await WriteAsync(rows, Rows.ToArray(blob.Bytes)).ConfigureAwait(false);
            }

            await rows.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask SaveBranchesAsync(Database database, Guid id, SessionRecord record, SessionFacts facts)
    {
        if (facts.Branches.Count == 1)
            return;

        await database.WriteOnceAsync(
            (id, record, facts),
            static (batch, ask) =>
            {
                foreach (var branch in ask.facts.Branches)
                {
                    if (branch.Name != ask.record.Branch)
                        BranchRow.Save(batch, ask.id, branch);
                }
            },
            static (_, _, _) => new ValueTask<bool>(true),
            CancellationToken.None).ConfigureAwait(false);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter rows, byte[]? bytes) => bytes is null ? rows.WriteNullAsync() : rows.WriteAsync(bytes, NpgsqlDbType.Bytea);

    private static async ValueTask WriteAsync(NpgsqlBinaryImporter rows, Position? first, Guid commit)
    {
        if (first is { } position)
        {
            await rows.WriteAsync(position.Value, NpgsqlDbType.Bigint).ConfigureAwait(false);
            await rows.WriteAsync(commit, NpgsqlDbType.Uuid).ConfigureAwait(false);
            return;
        }

        await rows.WriteNullAsync().ConfigureAwait(false);
        await rows.WriteNullAsync().ConfigureAwait(false);
    }
}
