namespace Colloquy.Sqlite;

/// <summary>Replaces stored bytes of a session, within a transaction that its caller ends.</summary>
internal static class SessionRewriting
{
    public static bool Write(Connection connection, SessionKey key, SessionRewrite rewrite)
    {
        if (SessionRow.Find(connection, key) is not { } record || !rewrite.Fits(record.Details))
            return false;

        var session = SessionRow.FindNumber(connection, key)!.Value.Value;
        PruneRows.Erasing(connection, () =>
        {
            foreach (var entry in rewrite.Entries)
                WriteEntry(connection, session, entry);
            foreach (var (hash, blob) in rewrite.Blobs)
                WriteBlob(connection, session, hash, blob);
            if (rewrite.Details is { } details)
                SessionRow.Describe(connection, key, details with { Version = rewrite.Expected.Version });
        });
        return true;
    }

    private static readonly Sql SelectProof = new("SELECT proof, length(payload) FROM entries WHERE id = ?1");
    private static readonly Sql UpdateEntry = new("UPDATE entries SET payload = ?2, proof = ?3 WHERE id = ?1");

    private static void WriteEntry(Connection connection, long session, Entry entry)
    {
        var id = EntryId.Of(session, entry.Position);
        var size = EntryProof.SizeOf(entry);
        var proof = size <= 256 ? stackalloc byte[size] : new byte[size];
        using (var row = connection.Use(SelectProof).Bind(1, id))
        {
            if (!row.Step() || row.Int64(1) == 0 || row.Int64(1) != entry.Payload.Length || !EntryProof.IsWhole(row.Bytes(0)))
                return;

            EntryProof.Write(entry with { PayloadHash = EntryProof.PayloadHashOf(row.Bytes(0)), Chain = EntryProof.ChainOf(row.Bytes(0)) }, proof);
        }

        connection.Use(UpdateEntry).Bind(1, id).Bind(2, entry.Payload.Span).Bind(3, proof).Run();
    }

    private static readonly Sql DeleteBlob = new("DELETE FROM blobs WHERE session = ?1 AND hash = ?2");
    private static readonly Sql UpdateSize = new("UPDATE sessions SET bytes_beside = bytes_beside + ?2 WHERE id = ?1");

    private static void WriteBlob(Connection connection, long session, Digest hash, Blob blob)
    {
        if (BlobRow.FindSize(connection, session, hash) is not { } size)
            return;

        connection.Use(DeleteBlob).Bind(1, session).Bind(2, hash).Run();
        var added = BlobRow.Keep(connection, session, blob) - size;
        if (added != 0)
            connection.Use(UpdateSize).Bind(1, session).Bind(2, added).Run();
    }
}
