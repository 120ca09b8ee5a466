namespace Colloquy.Sqlite;

/// <summary>Writes the memories of an owner as they were in another store, within a transaction that its caller ends.</summary>
internal static class MemoryRestoration
{
    private static readonly Sql UpdateHeader = new("UPDATE memories SET version = ?2, created = ?3, updated = ?4 WHERE id = ?1");

    public static bool Write(Connection connection, MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories)
    {
        MemoryRow.Forget(connection, owner, id: null);
        foreach (var (item, vector) in memories)
        {
            var put = new MemoryPut
            {
                Owner = owner,
                Key = item.Key,
                Text = item.Text,
                Words = MemoryPut.WordsOf(item.Key, item.Text),
                At = item.CreatedAt,
                Source = item.Source,
                Metadata = item.Metadata,
                Vector = vector,
                MaxMemories = long.MaxValue,
            };
            put.EnsureWellFormed();
            var stored = MemoryRow.Put(connection, put);
            connection.Use(UpdateHeader).Bind(1, stored.Id.Value).Bind(2, item.Version).Bind(3, item.CreatedAt.ToUnixTimeMilliseconds()).Bind(4, item.UpdatedAt.ToUnixTimeMilliseconds()).Run();
        }

        return true;
    }
}
