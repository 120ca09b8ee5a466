using System.Text.Json;

namespace Colloquy.Sqlite;

/// <summary>Replaces stored bytes of an owner's state and memories, within a transaction that its caller ends.</summary>
internal static class OwnerRewriting
{
    private static readonly Sql UpdateState = new("""
        UPDATE state SET value = ?6 WHERE owner = (SELECT id FROM state_owners WHERE app = ?1 AND user = ?2) AND key = ?3 AND version = ?4 AND value = ?5
        """);

    public static bool WriteState(Connection connection, SessionOwner owner, StateRewrite rewrite)
    {
        var (key, version, value) = rewrite.Expected;
        var isWritten = false;
        PruneRows.Erasing(connection, () =>
        {
            connection.Use(UpdateState).Bind(1, owner).Bind(3, key).Bind(4, version.Value).Bind(5, value.Span).Bind(6, rewrite.Value.Span).Run();
            isWritten = connection.Changes() == 1;
        });
        return isWritten;
    }

    private static readonly Sql SelectOther = new("SELECT 1 FROM memories WHERE owner = ?1 AND key = ?2 AND id <> ?3");
    private static readonly Sql UpdateMemory = new("UPDATE memories SET key = ?2, text = ?3, metadata = ?4, words = '' WHERE id = ?1");

    public static bool WriteMemory(Connection connection, MemoryOwner owner, MemoryRewrite rewrite)
    {
        var id = rewrite.Expected.Id;
        if (MemoryOwnerRow.Find(connection, owner) is not { Number: var number } || MemoryReader.Read(connection, owner, [id]) is not [var item] || !rewrite.Fits(item, VectorRow.Read(connection, owner, [id])[0]))
            return false;

        using (var row = connection.Use(SelectOther).Bind(1, number).Bind(2, rewrite.Key).Bind(3, id.Value))
        {
            if (row.Step())
                return false;
        }

        PruneRows.Erasing(connection, () =>
        {
            MemoryRow.Unindex(connection, number, id);
            var metadata = rewrite.Metadata.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(rewrite.Metadata), MemoryJson.Default.DictionaryStringString);
            connection.Use(UpdateMemory).Bind(1, id.Value).Bind(2, rewrite.Key).Bind(3, rewrite.Text).Bind(4, metadata).Run();
            if (rewrite.Vector is { } vector)
                VectorRow.Write(connection, number, id, vector);
        });
        return true;
    }
}
