using System.Runtime.InteropServices;
using System.Text.Json;

namespace Colloquy.Postgres;

/// <summary>Writes the memories of an owner as they were in another store, and reads their vectors.</summary>
internal static class MemoryRestoration
{
    // The owner's row is locked first, as by every writer of the owner's memories.
    private static readonly Sql UpsertOwner = new("""
        INSERT INTO colloquy.memory_owners (owner, app, "user", agent, memories) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner) DO UPDATE SET memories = excluded.memories
        """);

    private static readonly Sql DeleteMemories = new("DELETE FROM colloquy.memories WHERE owner = $1");
    private static readonly Sql DeleteEmptyOwner = new("DELETE FROM colloquy.memory_owners WHERE owner = $1 AND memories = 0");

    private static readonly Sql Insert = new("""
        WITH added AS (
            INSERT INTO colloquy.memories (owner, key, text, version, created, updated, app, "user", session, position, chain, metadata, folded, words)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, array_to_tsvector(string_to_array($14, ' ')))
            RETURNING id
        )
        INSERT INTO colloquy.memory_vectors (owner, id, model, dimension, vector) SELECT $1, a.id, $15, $16, $17 FROM added a WHERE $15 IS NOT NULL
        """);

    public static async ValueTask WriteAsync(Database database, MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken) => await database.WriteRepeatablyAsync(
        (owner, memories),
        static (batch, ask) =>
        {
            var owner = StoredId.Of(ask.owner);
            batch.Add(UpsertOwner).With(owner).With(ask.owner.Owner).With(ask.owner.AgentName ?? "").With((long)ask.memories.Count);
            VectorRow.Remove(batch, owner, id: null);
            batch.Add(DeleteMemories).With(owner);
            foreach (var (item, vector) in ask.memories)
                Add(batch, owner, item, vector);
            batch.Add(DeleteEmptyOwner).With(owner);
        },
        static (_, _, _) => new ValueTask<bool>(true),
        cancellationToken).ConfigureAwait(false);

    private static void Add(Batch batch, Guid owner, MemoryItem item, MemoryVector? vector)
    {
        var words = MemoryPut.WordsOf(item.Key, item.Text);
        batch.Add(Insert)
            .With(owner).With(item.Key).With(Rows.ToBytes(item.Text)).With(item.Version).With(item.CreatedAt.ToUnixTimeMilliseconds()).With(item.UpdatedAt.ToUnixTimeMilliseconds())
            .With(item.Source?.Key.App).With(item.Source is { } source ? StoredOwner.UserOf(source.Key.Owner) : null).With(item.Source?.Key.Id).With(item.Source?.Position.Value).With(item.Source?.Chain?.ToArray())
            .With(item.Metadata.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(item.Metadata), MemoryJson.Default.DictionaryStringString))
            .With(words).With(words.IsEmpty ? "" : OwnedWords.Of(OwnedWords.MarkOf(owner), words.Span));
        VectorRow.Add(batch, vector);
    }

    private static readonly Sql SelectVectors = new("""
        SELECT v.model, v.vector FROM unnest($2::bigint[]) WITH ORDINALITY g(id, n)
        LEFT JOIN LATERAL (SELECT * FROM colloquy.memory_vectors f WHERE f.owner = $1 AND f.id = g.id OFFSET 0) v ON true
        ORDER BY g.n
        """);

    public static ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(Database database, MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken) => database.ReadAsync(
        (owner, ids),
        static (batch, ask) => batch.Add(SelectVectors).With(StoredId.Of(ask.owner)).With([.. ask.ids.Select(id => id.Value)]),
        static async (rows, ask, cancelled) =>
        {
            var found = new MemoryVector?[ask.ids.Count];
            for (var i = 0; await rows.ReadAsync(cancelled).ConfigureAwait(false); i++)
                found[i] = rows.IsDBNull(0) ? null : ReadVector(rows.GetString(0), rows.Bytes(1));
            return (IReadOnlyList<MemoryVector?>)found;
        },
        cancellationToken);

    /// <summary>Makes a vector of its row; null when it cannot be one.</summary>
    private static MemoryVector? ReadVector(string model, byte[] bytes)
    {
        try
        {
            return bytes.Length % sizeof(float) != 0 ? null : new MemoryVector(model, BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(bytes) : VectorRow.Turn(bytes));
        }
        catch (Exception e) when (e is ArgumentException or InvalidKeyException)
        {
            return null;
        }
    }
}
