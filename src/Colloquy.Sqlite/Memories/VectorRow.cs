using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Colloquy.Sqlite;

/// <summary>The vectors of memories.</summary>
internal static class VectorRow
{
    private static readonly Sql Insert = new("INSERT OR REPLACE INTO memory_vectors (id, owner, model, dimension, vector) VALUES (?1, ?2, ?3, ?4, ?5)");

    public static void Write(Connection connection, long owner, MemoryId id, MemoryVector vector) =>
        connection.Use(Insert).Bind(1, id.Value).Bind(2, owner).Bind(3, vector.Model).Bind(4, (long)vector.Dimension).Bind(5, ToBytes(vector.Values)).Run();

    private static readonly Sql Delete = new("DELETE FROM memory_vectors WHERE id = ?1");

    public static void Remove(Connection connection, MemoryId id) => connection.Use(Delete).Bind(1, id.Value).Run();

    private static readonly Sql SelectVersion = new("SELECT 1 FROM memories WHERE owner = ?1 AND id = ?2 AND version = ?3");

    public static bool Set(Connection connection, MemoryOwner owner, MemoryId id, long version, MemoryVector vector)
    {
        if (MemoryOwnerRow.Find(connection, owner) is not { } known)
            return false;

        using (var row = connection.Use(SelectVersion).Bind(1, known.Number).Bind(2, id.Value).Bind(3, version))
        {
            if (!row.Step())
                return false;
        }

        Write(connection, known.Number, id, vector);
        return true;
    }

    private static readonly Sql Select = new("SELECT id, vector FROM memory_vectors WHERE owner = ?1 AND model = ?2 AND dimension = ?3");

    /// <summary>Compares every vector of the owner's where SQLite has it, without a copy.</summary>
    public static MemoryCandidates FindNearest(Connection connection, MemoryOwner owner, MemoryVector vector, int limit)
    {
        if (MemoryOwnerRow.Find(connection, owner) is not { } known)
            return new MemoryCandidates([], 0);

        var nearest = new NearestMemories(limit);
        List<MemoryId>? unreadable = null;
        using var rows = connection.Use(Select).Bind(1, known.Number).Bind(2, vector.Model).Bind(3, (long)vector.Dimension);
        while (rows.Step())
        {
            var bytes = rows.Bytes(1);
            if (bytes.Length != vector.Dimension * sizeof(float))
                (unreadable ??= []).Add(new MemoryId(rows.Int64(0)));
            else
                nearest.Add(new MemoryId(rows.Int64(0)), vector.SimilarityTo(BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(bytes) : Turn(bytes)));
        }

        return new MemoryCandidates(nearest.ToList(), known.Memories) { Compared = nearest.Compared, Unreadable = unreadable ?? (IReadOnlyList<MemoryId>)[] };
    }

    private static readonly Sql SelectById = new("SELECT model, vector FROM memory_vectors WHERE id = ?1 AND owner = ?2");

    /// <summary>Reads vectors; null for each that is not there or cannot be one.</summary>
    public static IReadOnlyList<MemoryVector?> Read(Connection connection, MemoryOwner owner, IReadOnlyList<MemoryId> ids)
    {
        var found = new MemoryVector?[ids.Count];
        if (MemoryOwnerRow.Find(connection, owner) is not { } known)
            return found;

        for (var i = 0; i < ids.Count; i++)
        {
            using var row = connection.Use(SelectById).Bind(1, ids[i].Value).Bind(2, known.Number);
            if (row.Step())
                found[i] = ReadVector(row.Text(0), row.Bytes(1));
        }

        return found;
    }

    private static MemoryVector? ReadVector(string model, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Length % sizeof(float) != 0 ? null : new MemoryVector(model, BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(bytes) : Turn(bytes));
        }
        catch (Exception e) when (e is ArgumentException or InvalidKeyException)
        {
            return null;
        }
    }

    private static ReadOnlySpan<byte> ToBytes(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(values);

        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    private static float[] Turn(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return values;
    }
}
