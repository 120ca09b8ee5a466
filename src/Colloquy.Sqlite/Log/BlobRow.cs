namespace Colloquy.Sqlite;

/// <summary>Reads and writes content that is stored outside the log.</summary>
internal static class BlobRow
{
    private static readonly Sql Insert = new("INSERT INTO blobs (session, hash, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (session, hash) DO NOTHING");

    /// <summary>Keeps content. Returns the bytes that were added: none when it was there.</summary>
    public static long Keep(Connection connection, long session, Blob blob) => Keep(connection, session, blob.Hash, blob.Bytes.Span);

    /// <inheritdoc cref="Keep(Connection, long, Blob)" />
    public static long Keep(Connection connection, long session, Digest hash, ReadOnlySpan<byte> bytes)
    {
        connection.Use(Insert).Bind(1, session).Bind(2, hash).Bind(3, bytes).Run();
        return connection.Changes() == 1 ? bytes.Length : 0;
    }

    private static readonly Sql SelectSize = new("SELECT length(bytes) FROM blobs WHERE session = ?1 AND hash = ?2");

    /// <summary>How many bytes content has; null when it is not there.</summary>
    public static long? FindSize(Connection connection, long session, Digest hash)
    {
        using var row = connection.Use(SelectSize).Bind(1, session).Bind(2, hash);
        return row.Step() ? row.Int64(0) : null;
    }

    private static readonly Sql Select = new("""
        SELECT b.bytes FROM sessions s JOIN blobs b ON b.session = s.id
        WHERE s.app = ?1 AND s.user = ?2 AND s.session = ?3 AND b.hash = ?4
        """);

    public static Blob? Find(Connection connection, SessionKey key, Digest hash)
    {
        using var row = connection.Use(Select).Bind(1, key).Bind(4, hash);
        return row.Step() ? new Blob(hash, row.Bytes(0).ToArray()) : null;
    }
}
