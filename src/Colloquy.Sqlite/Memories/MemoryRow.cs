using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Colloquy.Sqlite;

/// <summary>Writes memories, with their words and vectors, and reads them one at a time.</summary>
internal static class MemoryRow
{
    public const string Columns = "id, key, text, version, created, updated, app, user, session, position, chain, metadata";

    private static readonly Sql Insert = new("""
        INSERT INTO memories (owner, key, text, version, created, updated, app, user, session, position, chain, metadata, words)
        VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """);

    private static readonly Sql Update = new("""
        UPDATE memories SET text = ?3, version = version + 1, updated = ?4, app = ?5, user = ?6, session = ?7, position = ?8, chain = ?9, metadata = ?10, words = ?11
        WHERE owner = ?1 AND key = ?2
        """);

    public static MemoryItem Put(Connection connection, MemoryPut put)
    {
        var found = MemoryOwnerRow.Find(connection, put.Owner);
        var before = found is null || put.Key is null ? null : Find(connection, found.Value.Number, put.Key);
        if (before is null && found?.Memories >= put.MaxMemories)
            throw SizeLimitException.Memories(put.Owner, put.MaxMemories);

        var owner = found?.Number ?? MemoryOwnerRow.Add(connection, put.Owner);
        if (before is not null)
            Unindex(connection, owner, before.Id);
        if (before?.Unreadable is not null)
            before = MendHeader(connection, put, owner, before);
        Write(connection.Use(before is null ? Insert : Update), put, owner);
        var id = before?.Id ?? new MemoryId(connection.LastId());
        if (before is null)
            MemoryOwnerRow.Count(connection, owner, 1);
        Index(connection, owner, id, put);
        return put.ToItem(id, before);
    }

    private static readonly Sql UpdateHeader = new("UPDATE memories SET created = ?3, version = ?4 WHERE owner = ?1 AND key = ?2");

    /// <summary>Gives a memory that is replaced a time and a version, where it has none that can be read.</summary>
    private static MemoryItem MendHeader(Connection connection, MemoryPut put, long owner, MemoryItem before)
    {
        var mended = before with { CreatedAt = before.CreatedAt == DateTimeOffset.UnixEpoch ? put.At : before.CreatedAt };
        connection.Use(UpdateHeader).Bind(1, owner).Bind(2, put.Key).Bind(3, mended.CreatedAt.ToUnixTimeMilliseconds()).Bind(4, mended.Version).Run();
        return mended;
    }

    public static MemoryItem? Find(Connection connection, MemoryOwner owner, string key) =>
        MemoryOwnerRow.Find(connection, owner) is { } found ? Find(connection, found.Number, key) : null;

    private static readonly Sql SelectIds = new("SELECT id FROM memories WHERE owner = ?1 AND (?2 IS NULL OR id = ?2)");
    private static readonly Sql Delete = new("DELETE FROM memories WHERE owner = ?1 AND (?2 IS NULL OR id = ?2)");

    public static long Forget(Connection connection, MemoryOwner owner, MemoryId? id)
    {
        if (MemoryOwnerRow.Find(connection, owner) is not { } found)
            return 0;

        var ids = new List<long>();
        using (var rows = connection.Use(SelectIds).Bind(1, found.Number).Bind(2, id?.Value))
        {
            while (rows.Step())
                ids.Add(rows.Int64(0));
        }

        PruneRows.Erasing(connection, () =>
        {
            foreach (var one in ids)
                Unindex(connection, found.Number, new MemoryId(one));
            connection.Use(Delete).Bind(1, found.Number).Bind(2, id?.Value).Run();
        });
        if (ids.Count > 0)
            MemoryOwnerRow.Count(connection, found.Number, -ids.Count);
        return ids.Count;
    }

    /// <summary>Reads a memory; one of which a part cannot be read is marked, and takes no other down.</summary>
    public static MemoryItem Read(Connection connection, Statement row)
    {
        List<string>? lost = null;
        var item = new MemoryItem
        {
            Id = new MemoryId(row.Int64(0)),
            Key = row.TextOrNull(1),
            Text = row.Text(2),
            Version = Math.Max(row.Int64(3), 1),
            CreatedAt = ReadPart("time", ref lost, DateTimeOffset.UnixEpoch, () => DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(4))),
            UpdatedAt = ReadPart("time", ref lost, DateTimeOffset.UnixEpoch, () => DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(5))),
            Source = row.IsNull(8) ? null : ReadPart("source", ref lost, null, () => ReadSource(connection, row)),
            Metadata = row.IsNull(11) ? new Dictionary<string, string>() : ReadPart("metadata", ref lost, [], () => ReadMetadata(row)),
        };
        if (!Utf8.IsValid(row.Bytes(1)) || !Utf8.IsValid(row.Bytes(2)) || row.Bytes(2).IsEmpty)
            (lost ??= []).Insert(0, "text");
        if (row.Int64(3) < 1)
            (lost ??= []).Add("version");
        return lost is null ? item : item with { Unreadable = $"has parts that cannot be read: {string.Join(", ", lost.Distinct())}" };
    }

    private static T ReadPart<T>(string name, ref List<string>? lost, T otherwise, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or InvalidKeyException or JsonException)
        {
            (lost ??= []).Add(name);
            return otherwise;
        }
    }

    private static MemorySource? ReadSource(Connection connection, Statement row)
    {
        var key = new SessionKey(row.Text(8), StoredOwner.Read(connection.Texts.Get(row.Bytes(6)), row.Text(7)));
        return new MemorySource(key, new Position(row.Int64(9))) { Chain = row.Bytes(10) is { Length: Digest.Size } chain ? new Digest(chain) : null };
    }

    private static Dictionary<string, string> ReadMetadata(Statement row) =>
        JsonSerializer.Deserialize(row.Bytes(11), MemoryJson.Default.DictionaryStringString) is { } read && !read.ContainsValue(null!) ? read : throw new JsonException("There is no text.");

    private static readonly Sql SelectByKey = new($"SELECT {Columns} FROM memories WHERE owner = ?1 AND key = ?2");

    private static MemoryItem? Find(Connection connection, long owner, string key)
    {
        using var row = connection.Use(SelectByKey).Bind(1, owner).Bind(2, key);
        return row.Step() ? Read(connection, row) : null;
    }

    private static void Write(Statement statement, MemoryPut put, long owner)
    {
        statement.Bind(1, owner).Bind(2, put.Key).Bind(3, put.Text).Bind(4, put.At.ToUnixTimeMilliseconds())
            .Bind(5, put.Source?.Key.App).Bind(6, put.Source is { } source ? StoredOwner.UserOf(source.Key.Owner) : null).Bind(7, put.Source?.Key.Id).Bind(8, put.Source?.Position.Value);
        if (put.Source?.Chain is { } chain)
            statement.Bind(9, chain);
        else
            statement.Bind(9, (long?)null);
        var metadata = put.Metadata.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(put.Metadata), MemoryJson.Default.DictionaryStringString);
        statement.Bind(10, metadata);
        // Of an empty span the driver would make NULL.
        if (put.Words.IsEmpty)
            statement.Bind(11, "");
        else
            statement.BindText(11, put.Words.Span);
        statement.Run();
    }

    private static readonly Sql InsertWords = new("INSERT INTO memory_words (rowid, text) VALUES (?1, ?2)");

    private static void Index(Connection connection, long owner, MemoryId id, MemoryPut put)
    {
        if (!put.Words.IsEmpty)
            IndexWords(connection, owner, id.Value, put.Words.Span);
        if (put.Vector is { } vector)
            VectorRow.Write(connection, owner, id, vector);
    }

    private static readonly Sql SelectWords = new("SELECT words FROM memories WHERE id = ?1");
    private static readonly Sql DeleteWords = new("INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', ?1, ?2)");

    /// <summary>Removes the words and the vector of a memory.</summary>
    public static void Unindex(Connection connection, long owner, MemoryId id)
    {
        using (var row = connection.Use(SelectWords).Bind(1, id.Value))
        {
            if (row.Step() && row.Bytes(0) is { IsEmpty: false } words)
                UnindexWords(connection, owner, id.Value, words);
        }

        VectorRow.Remove(connection, id);
    }

    public static void IndexWords(Connection connection, long owner, long id, ReadOnlySpan<byte> words) =>
        connection.Use(InsertWords).Bind(1, id).BindText(2, OwnedWords.Of(OwnedWords.PrefixOf(owner), words)).Run();

    public static void UnindexWords(Connection connection, long owner, long id, ReadOnlySpan<byte> words) =>
        connection.Use(DeleteWords).Bind(1, id).BindText(2, OwnedWords.Of(OwnedWords.PrefixOf(owner), words)).Run();
}

/// <summary>The stored form of memories' metadata.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MemoryJson : JsonSerializerContext;
