using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Colloquy.Postgres;

/// <summary>The vectors of memories.</summary>
internal static class VectorRow
{
    /// <summary>Adds a vector as parameters: model, dimension, numbers; all null for none.</summary>
    public static void Add(Batch batch, MemoryVector? vector) => batch
        .With(vector?.Model).With(vector is null ? null : (int?)vector.Dimension).With(vector is null ? null : ToBytes(vector.Values));

    private static readonly Sql Upsert = new("""
        INSERT INTO colloquy.memory_vectors (owner, id, model, dimension, vector) SELECT $1, m.id, $3, $4, $5 FROM colloquy.memories m WHERE m.owner = $1 AND m.key = $2
        ON CONFLICT (owner, id) DO UPDATE SET model = excluded.model, dimension = excluded.dimension, vector = excluded.vector
        """);

    private static readonly Sql DeleteByKey = new("""
        DELETE FROM colloquy.memory_vectors WHERE owner = $1 AND id = (SELECT m.id FROM colloquy.memories m WHERE m.owner = $1 AND m.key = $2)
        """);

    /// <summary>Adds the statement that gives the memory under a key its new vector, or none.</summary>
    public static void Replace(Batch batch, Guid owner, string key, MemoryVector? vector)
    {
        batch.Add(vector is null ? DeleteByKey : Upsert).With(owner).With(key);
        if (vector is not null)
            Add(batch, vector);
    }

    private static readonly Sql DeleteOne = new("DELETE FROM colloquy.memory_vectors WHERE owner = $1 AND id = $2");
    private static readonly Sql DeleteAll = new("DELETE FROM colloquy.memory_vectors WHERE owner = $1");

    public static void Remove(Batch batch, Guid owner, MemoryId? id)
    {
        batch.Add(id is null ? DeleteAll : DeleteOne).With(owner);
        if (id is { } one)
            batch.With(one.Value);
    }

    // The memory's row is locked, so that a text that replaces this one meanwhile waits, and then removes the vector.
    private static readonly Sql SetOfVersion = new("""
        WITH known AS (SELECT m.id FROM colloquy.memories m WHERE m.owner = $1 AND m.id = $2 AND m.version = $3 FOR UPDATE)
        INSERT INTO colloquy.memory_vectors (owner, id, model, dimension, vector) SELECT $1, k.id, $4, $5, $6 FROM known k
        ON CONFLICT (owner, id) DO UPDATE SET model = excluded.model, dimension = excluded.dimension, vector = excluded.vector
        RETURNING id
        """);

    public static ValueTask<bool> SetAsync(Database database, MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken) => database.WriteRepeatablyAsync(
        (owner, id, version, vector),
        static (batch, ask) => Add(batch.Add(SetOfVersion).With(StoredId.Of(ask.owner)).With(ask.id.Value).With(ask.version), ask.vector),
        static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
        cancellationToken);

    private static readonly Sql SelectCount = new("SELECT memories FROM colloquy.memory_owners WHERE owner = $1");
    private static readonly Sql Select = new("SELECT id, vector FROM colloquy.memory_vectors WHERE owner = $1 AND model = $2 AND dimension = $3");

    /// <summary>Compares every vector of the owner's.</summary>
    public static ValueTask<MemoryCandidates> FindNearestAsync(Database database, MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        (owner, vector, limit),
        static (batch, ask) => batch.Add(SelectCount).With(StoredId.Of(ask.owner)).Add(Select).With(StoredId.Of(ask.owner)).With(ask.vector.Model).With(ask.vector.Dimension),
        static async (rows, ask, cancelled) =>
        {
            if (!await rows.ReadAsync(cancelled).ConfigureAwait(false))
                return new MemoryCandidates([], 0);

            var total = rows.GetInt64(0);
            var nearest = new NearestMemories(ask.limit);
            var unreadable = new List<MemoryId>();
            var bytes = new byte[ask.vector.Dimension * sizeof(float)];
            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
            {
                var id = new MemoryId(rows.GetInt64(0));
                if (rows.GetBytes(1, 0, null, 0, 0) != bytes.Length)
                {
                    unreadable.Add(id);
                    continue;
                }

                rows.GetBytes(1, 0, bytes, 0, bytes.Length);
                nearest.Add(id, ask.vector.SimilarityTo(BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(bytes) : Turn(bytes)));
            }

            return new MemoryCandidates(nearest.ToList(), total) { Compared = nearest.Compared, Unreadable = unreadable };
        },
        cancellationToken);

    public static byte[]? ToBytesOrNull(MemoryVector? vector) => vector is null ? null : ToBytes(vector.Values);

    private static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(values).ToArray();

        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    public static float[] Turn(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return values;
    }
}
