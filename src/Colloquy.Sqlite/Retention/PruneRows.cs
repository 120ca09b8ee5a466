using System.Text.Json;

namespace Colloquy.Sqlite;

/// <summary>Removes payloads, within the transaction of the commit that says so.</summary>
internal static class PruneRows
{
    private static readonly Sql SelectSize = new("""
        SELECT coalesce(sum(length(payload)), 0) FROM entries
        WHERE id BETWEEN ?1 AND ?2 AND kind IN (SELECT value FROM json_each(?3))
        """);

    // What is left of the proof are the two hashes: a checksum without salt would tell a short payload by trying.
    private static readonly Sql Empty = new("""
        UPDATE entries SET payload = x'', proof = substr(proof, 1, 64)
        WHERE id BETWEEN ?1 AND ?2 AND length(payload) > 0 AND kind IN (SELECT value FROM json_each(?3))
        """);

    private static readonly Sql DeleteBlob = new("DELETE FROM blobs WHERE session = ?1 AND hash = ?2");

    private static readonly Sql UpdateSession = new("UPDATE sessions SET pruned = ?2, bytes = bytes - ?3, entries = entries - ?4, bytes_beside = bytes_beside - ?5 WHERE id = ?1");

    public static void Remove(Connection connection, SessionKey key, long session, Position entry, PruneOrder prune)
    {
        var kinds = JsonSerializer.Serialize([.. prune.Kinds.Select(kind => kind.Value)], KindsJson.Default.StringArray);
        var (bytes, entries, beside) = (0L, 0L, 0L);
        Erasing(connection, () =>
        {
            foreach (var range in prune.Ranges)
            {
                var (first, last) = (EntryId.Of(session, range.First), EntryId.Of(session, range.Last));
                using (var row = connection.Use(SelectSize).Bind(1, first).Bind(2, last).Bind(3, kinds))
                    bytes += row.Step() ? row.Int64(0) : 0;
                connection.Use(Empty).Bind(1, first).Bind(2, last).Bind(3, kinds).Run();
                entries += connection.Changes();
                if (prune.Kinds.Contains(EntryKind.Message))
                    SearchRows.Remove(connection, key, session, range);
            }

            foreach (var blob in prune.Blobs)
            {
                beside += BlobRow.FindSize(connection, session, blob) ?? 0;
                connection.Use(DeleteBlob).Bind(1, session).Bind(2, blob).Run();
            }
        });
        connection.Use(UpdateSession).Bind(1, session).Bind(2, entry.Value).Bind(3, bytes).Bind(4, entries).Bind(5, beside).Run();
    }

    /// <summary>Has SQLite write zeros over what is deleted meanwhile, so that it is not left on free pages of the file.</summary>
    public static void Erasing(Connection connection, Action work)
    {
        connection.Execute("PRAGMA secure_delete = ON");
        try
        {
            work();
        }
        finally
        {
            connection.Execute("PRAGMA secure_delete = OFF");
        }
    }
}

/// <summary>The stored form of lists of kinds.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class KindsJson : System.Text.Json.Serialization.JsonSerializerContext;
