namespace Colloquy.Postgres;

/// <summary>Reads and writes content that is stored outside the log.</summary>
internal static class BlobRow
{
    private static readonly Sql Select = new("SELECT bytes FROM colloquy.blobs WHERE sid = $1 AND hash = $2");

    public static ValueTask<Blob?> FindAsync(Database database, SessionKey key, Digest hash, CancellationToken cancellationToken) => database.ReadAsync(
        (key, hash),
        static (batch, ask) => batch.Add(Select).With(StoredId.Of(ask.key)).With(ask.hash),
        static async (rows, ask, cancelled) => await rows.ReadAsync(cancelled).ConfigureAwait(false) ? new Blob(ask.hash, rows.Bytes(0)) : null,
        cancellationToken);

    /// <summary>Selects the hashes and sizes of content that is there, of those that are asked for.</summary>
    public static readonly Sql SelectSizes = new("SELECT hash, octet_length(bytes)::bigint FROM colloquy.blobs WHERE sid = $1 AND hash = ANY($2)");

    private static readonly Sql Insert = new("INSERT INTO colloquy.blobs (sid, hash, bytes) VALUES ($1, $2, $3) ON CONFLICT (sid, hash) DO NOTHING");

    public static void Keep(Batch batch, Guid session, Blob blob) => batch.Add(Insert).With(session).With(blob.Hash).With(blob.Bytes);

    private static readonly Sql Move = new("""
        WITH gone AS (DELETE FROM colloquy.blobs WHERE sid = $1 AND hash = $2 RETURNING sid)
        INSERT INTO colloquy.blobs (sid, hash, bytes) SELECT g.sid, $3, $4 FROM gone g ON CONFLICT (sid, hash) DO NOTHING
        """);

    /// <summary>Puts content under another hash in the place of content that is there.</summary>
    public static void Replace(Batch batch, Guid session, Digest hash, Blob blob) => batch.Add(Move).With(session).With(hash).With(blob.Hash).With(blob.Bytes);

    private static readonly Sql DeleteNamed = new("DELETE FROM colloquy.blobs WHERE sid = $1 AND hash = ANY($2)");

    public static void Remove(Batch batch, Guid session, IReadOnlyList<Digest> hashes) => batch.Add(DeleteNamed).With(session).With([.. hashes.Select(static byte[]? (hash) => hash.ToArray())]);
}
