namespace Colloquy.Postgres;

/// <summary>Replaces stored bytes of a session.</summary>
internal static class SessionRewriting
{
    private static readonly Sql Update = new("""
        WITH changed AS (
            UPDATE colloquy.sessions SET title = $3, metadata = $4, details_version = $5, bytes_beside = $6, stamp = stamp + 1 WHERE sid = $1 AND stamp = $2 RETURNING sid
        )
        SELECT colloquy.require(count(*) = 1) FROM changed
        """);

    private static readonly Sql Lock = new("""
        WITH found AS (SELECT sid FROM colloquy.sessions WHERE sid = $1 AND stamp = $2 FOR NO KEY UPDATE)
        SELECT colloquy.require(count(*) = 1) FROM found
        """);

    private static readonly Sql UpdateEntries = new("""
        UPDATE colloquy.entries e SET salt = n.salt, payload = n.payload FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) n(position, salt, payload)
        WHERE e.sid = $1 AND e.position = n.position AND octet_length(e.payload) > 0 AND octet_length(e.payload) = octet_length(n.payload)
        """);

    /// <summary>Makes a rewrite, if the session has the expected title and metadata. The session's row is locked, so that nothing is pruned meanwhile.</summary>
    public static async ValueTask<bool> WriteAsync(Database database, StoredSessions sessions, SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken)
    {
        var id = StoredId.Of(key);
        while (true)
        {
            var session = await SessionRow.FindAsync(database, key, cancellationToken).ConfigureAwait(false);
            if (session is null || !rewrite.Fits(session.Record.Details))
                return false;

            var beside = session.Record.BytesOutsideLog + await CountAddedAsync(database, id, rewrite, cancellationToken).ConfigureAwait(false);
            sessions.Drop(id);
            try
            {
                return await database.WriteRepeatablyAsync(
                    (id, session, rewrite, beside),
                    static (batch, ask) => Fill(batch, ask.id, ask.session, ask.rewrite, ask.beside),
                    static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (RefusedException)
            {
                // Another writer came first; or an attempt of this call had written, and its answer was lost, so that the details can differ now.
            }
        }
    }

    private static void Fill(Batch batch, Guid id, StoredSession session, SessionRewrite rewrite, long beside)
    {
        if (rewrite.Details is { } details)
            batch.Add(Update).With(id).With(session.Stamp).With(Rows.ToBytes(details.Title)).With(SessionRow.ToJson(details.Metadata)).With(rewrite.Expected.Version + 1).With(beside);
        else if (beside != session.Record.BytesOutsideLog)
            batch.Add(Update).With(id).With(session.Stamp).With(Rows.ToBytes(session.Record.Details.Title)).With(SessionRow.ToJson(session.Record.Details.Metadata)).With(rewrite.Expected.Version).With(beside);
        else
            batch.Add(Lock).With(id).With(session.Stamp);

        if (rewrite.Entries.Count > 0)
            batch.Add(UpdateEntries).With(id).With([.. rewrite.Entries.Select(entry => entry.Position.Value)]).With([.. rewrite.Entries.Select(entry => Rows.ToArray(entry.Salt))]).With([.. rewrite.Entries.Select(entry => Rows.ToArray(entry.Payload))]);
        foreach (var (hash, blob) in rewrite.Blobs)
            BlobRow.Replace(batch, id, hash, blob);
    }

    /// <summary>Counts the bytes that the content outside the log becomes more.</summary>
    private static async ValueTask<long> CountAddedAsync(Database database, Guid id, SessionRewrite rewrite, CancellationToken cancellationToken)
    {
        if (rewrite.Blobs.Count == 0)
            return 0;

        var sizes = await database.ReadAsync(
            (id, rewrite),
            static (batch, ask) => batch.Add(BlobRow.SelectSizes).With(ask.id).With([.. ask.rewrite.Blobs.SelectMany(static pair => new byte[]?[] { pair.Key.ToArray(), pair.Value.Hash.ToArray() })]),
            static async (rows, _, cancelled) =>
            {
                var found = new Dictionary<Digest, long>();
                while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                    found[new Digest(rows.Bytes(0))] = rows.GetInt64(1);
                return found;
            },
            cancellationToken).ConfigureAwait(false);

        var before = sizes.Values.Sum();
        foreach (var (hash, blob) in rewrite.Blobs)
        {
            if (sizes.Remove(hash))
                sizes.TryAdd(blob.Hash, blob.Bytes.Length);
        }

        return sizes.Values.Sum() - before;
    }
}
