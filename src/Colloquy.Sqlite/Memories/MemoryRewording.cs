namespace Colloquy.Sqlite;

/// <summary>Makes the words of memories anew, when the way has changed in which texts are taken apart.</summary>
internal static class MemoryRewording
{
    private const int Batch = 500;

    private static readonly Sql Select = new("SELECT id, owner, key, text, words FROM memories WHERE id > ?1 ORDER BY id LIMIT ?2");
    private static readonly Sql Update = new("UPDATE memories SET words = ?2 WHERE id = ?1");

    public static void Run(Connection connection)
    {
        for (long? last = 0; last is { } id;)
            last = Run(connection, id);
    }

    private static readonly Sql SelectWords = new("SELECT id, owner, words FROM memories WHERE words <> '' ORDER BY id");

    /// <summary>Builds the index of the memories' words again. Reads nothing of the index, so that a damaged one is replaced.</summary>
    public static void Rebuild(Connection connection)
    {
        connection.Execute("INSERT INTO memory_words (memory_words) VALUES ('delete-all')");
        using var rows = connection.Use(SelectWords);
        while (rows.Step())
            MemoryRow.IndexWords(connection, rows.Int64(1), rows.Int64(0), rows.Bytes(2));
    }

    /// <returns>The last memory that was looked at; null when there was none.</returns>
    private static long? Run(Connection connection, long after)
    {
        long? last = null;
        var changed = new List<(long Id, long Owner, byte[] Old, ReadOnlyMemory<byte> New)>();
        using (var rows = connection.Use(Select).Bind(1, after).Bind(2, Batch))
        {
            while (rows.Step())
            {
                last = rows.Int64(0);
                var words = MemoryPut.WordsOf(rows.TextOrNull(2), rows.Text(3));
                if (!rows.Bytes(4).SequenceEqual(words.Span))
                    changed.Add((rows.Int64(0), rows.Int64(1), rows.Bytes(4).ToArray(), words));
            }
        }

        foreach (var (id, owner, old, words) in changed)
        {
            if (old.Length > 0)
                MemoryRow.UnindexWords(connection, owner, id, old);
            if (!words.IsEmpty)
                MemoryRow.IndexWords(connection, owner, id, words.Span);
            connection.Use(Update).Bind(1, id).BindText(2, words.Span).Run();
        }

        return last;
    }
}
