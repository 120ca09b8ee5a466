namespace Colloquy.Sqlite;

/// <summary>The numbers of those who have memories, and how many each has.</summary>
internal static class MemoryOwnerRow
{
    private static readonly Sql Select = new("SELECT id, memories FROM memory_owners WHERE app = ?1 AND user = ?2 AND agent = ?3");

    public static (long Number, long Memories)? Find(Connection connection, MemoryOwner owner)
    {
        using var row = connection.Use(Select).Bind(1, owner.Owner).Bind(3, owner.AgentName ?? "");
        return row.Step() ? (row.Int64(0), row.Int64(1)) : null;
    }

    private static readonly Sql Insert = new("INSERT INTO memory_owners (app, user, agent, memories) VALUES (?1, ?2, ?3, 0)");

    public static long Add(Connection connection, MemoryOwner owner)
    {
        connection.Use(Insert).Bind(1, owner.Owner).Bind(3, owner.AgentName ?? "").Run();
        return connection.LastId();
    }

    private static readonly Sql Update = new("UPDATE memory_owners SET memories = memories + ?2 WHERE id = ?1");
    private static readonly Sql DeleteEmpty = new("DELETE FROM memory_owners WHERE id = ?1 AND memories = 0");

    /// <summary>Counts memories that came or went; an owner without any is forgotten too.</summary>
    public static void Count(Connection connection, long owner, long by)
    {
        connection.Use(Update).Bind(1, owner).Bind(2, by).Run();
        if (by < 0)
            connection.Use(DeleteEmpty).Bind(1, owner).Run();
    }
}
