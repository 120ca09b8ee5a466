using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Writes memories, with their words and vectors, and makes memories of their rows.</summary>
/// <remarks>The owner's row is locked first, so that no two who add to it pass its limit, and the ids of an owner's memories grow with time.</remarks>
internal static class MemoryRow
{
    private const int MostAttempts = 1_000;

    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = """m.id, m.key, m.text, m.version, m.created, m.updated, m.app, m."user", m.session, m.position, m.chain, m.metadata""";

    private static readonly Sql InsertOwner = new("""
        INSERT INTO colloquy.memory_owners (owner, app, "user", agent, memories) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (owner) DO NOTHING
        """);

    private static readonly Sql LockOwner = new("SELECT 1 FROM colloquy.memory_owners WHERE owner = $1 FOR UPDATE");

    // A memory that is replaced gets a time and a version, where it has none that can be read.
    private static readonly Sql Write = new("""
        WITH replaced AS (
            UPDATE colloquy.memories SET
                text = $3, version = greatest(version, 1) + 1, created = CASE WHEN created BETWEEN $14 AND $15 THEN created ELSE $4 END, updated = $4,
                app = $5, "user" = $6, session = $7, position = $8, chain = $9, metadata = $10, folded = $11, words = array_to_tsvector(string_to_array($12, ' '))
            WHERE owner = $1 AND key = $2
            RETURNING id, version, created
        ), added AS (
            INSERT INTO colloquy.memories (owner, key, text, version, created, updated, app, "user", session, position, chain, metadata, folded, words)
            SELECT $1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10, $11, array_to_tsvector(string_to_array($12, ' '))
            WHERE NOT EXISTS (SELECT 1 FROM replaced) AND (SELECT o.memories FROM colloquy.memory_owners o WHERE o.owner = $1) < $13
            RETURNING id, version, created
        ), counted AS (
            UPDATE colloquy.memory_owners SET memories = memories + 1 WHERE owner = $1 AND EXISTS (SELECT 1 FROM added)
        ), vectored AS (
            INSERT INTO colloquy.memory_vectors (owner, id, model, dimension, vector) SELECT $1, a.id, $16, $17, $18 FROM added a WHERE $16 IS NOT NULL
        )
        SELECT id, version, created FROM replaced UNION ALL SELECT id, version, created FROM added
        """);

    private static readonly Sql SelectCount = new("SELECT memories FROM colloquy.memory_owners WHERE owner = $1");

    public static async ValueTask<MemoryItem> PutAsync(Database database, MemoryPut put, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var (item, memories) = await database.WriteOnceAsync(put, Fill, ReadAsync, cancellationToken).ConfigureAwait(false);
            if (item is not null)
                return item;
            if (memories >= put.MaxMemories)
                throw SizeLimitException.Memories(put.Owner, put.MaxMemories);

            // The owner's last memory was forgotten meanwhile, and the owner's row with it.
        }

        throw StoreException.Busy(database.Location, TimeSpan.Zero);
    }

    private static void Fill(Batch batch, MemoryPut put)
    {
        var owner = StoredId.Of(put.Owner);
        batch.Add(InsertOwner).With(owner).With(put.Owner.Owner).With(put.Owner.AgentName ?? "");
        batch.Add(LockOwner).With(owner);
        batch.Add(Write)
            .With(owner).With(put.Key).With(Rows.ToBytes(put.Text)).With(put.At.ToUnixTimeMilliseconds())
            .With(put.Source?.Key.App).With(put.Source is { } source ? StoredOwner.UserOf(source.Key.Owner) : null).With(put.Source?.Key.Id).With(put.Source?.Position.Value).With(put.Source?.Chain?.ToArray())
            .With(put.Metadata.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(put.Metadata), MemoryJson.Default.DictionaryStringString))
            .With(put.Words).With(put.Words.IsEmpty ? "" : OwnedWords.Of(OwnedWords.MarkOf(owner), put.Words.Span)).With(put.MaxMemories)
            .With(DateTimeOffset.MinValue.ToUnixTimeMilliseconds()).With(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        VectorRow.Add(batch, put.Vector);
        if (put.Key is not null)
            VectorRow.Replace(batch, owner, put.Key, put.Vector);
        batch.Add(SelectCount).With(owner);
    }

    private static async ValueTask<(MemoryItem? Item, long? Memories)> ReadAsync(NpgsqlDataReader rows, MemoryPut put, CancellationToken cancellationToken)
    {
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        if (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            return (put.ToItem(new MemoryId(rows.GetInt64(0)), before: null) with { Version = rows.GetInt64(1), CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2)) }, null);

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return (null, await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? rows.GetInt64(0) : null);
    }

    private static readonly Sql DeleteOne = new(Deletion("id = $2"));
    private static readonly Sql DeleteAll = new(Deletion("true"));
    private static readonly Sql DeleteEmptyOwner = new("DELETE FROM colloquy.memory_owners WHERE owner = $1 AND memories = 0");

    /// <summary>Deletes a memory, or all of an owner; an owner without any is forgotten too.</summary>
    public static ValueTask<long> ForgetAsync(Database database, MemoryOwner owner, MemoryId? id, CancellationToken cancellationToken) => database.WriteOnceAsync(
        (owner, id),
        static (batch, ask) =>
        {
            var owner = StoredId.Of(ask.owner);
            batch.Add(LockOwner).With(owner);
            batch.Add(ask.id is null ? DeleteAll : DeleteOne).With(owner);
            if (ask.id is { } one)
                batch.With(one.Value);
            VectorRow.Remove(batch, owner, ask.id);
            batch.Add(DeleteEmptyOwner).With(owner);
        },
        static async (rows, _, cancelled) =>
        {
            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            await rows.ReadAsync(cancelled).ConfigureAwait(false);
            return rows.GetInt64(0);
        },
        cancellationToken);

    private static string Deletion(string which) => $"""
        WITH gone AS (DELETE FROM colloquy.memories WHERE owner = $1 AND {which} RETURNING id
        ), counted AS (UPDATE colloquy.memory_owners SET memories = memories - (SELECT count(*) FROM gone) WHERE owner = $1 AND EXISTS (SELECT 1 FROM gone)
        )
        SELECT count(*) FROM gone
        """;

    /// <summary>Reads a memory; one of which a part cannot be read is marked, and takes no other down.</summary>
    public static MemoryItem Read(NpgsqlDataReader row)
    {
        List<string>? lost = null;
        var (text, version) = (row.Bytes(2), row.GetInt64(3));
        var item = new MemoryItem
        {
            Id = new MemoryId(row.GetInt64(0)),
            Key = row.StringOrNull(1),
            Text = System.Text.Encoding.UTF8.GetString(text),
            Version = Math.Max(version, 1),
            CreatedAt = ReadPart("time", ref lost, DateTimeOffset.UnixEpoch, () => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))),
            UpdatedAt = ReadPart("time", ref lost, DateTimeOffset.UnixEpoch, () => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5))),
            Source = row.IsDBNull(8) ? null : ReadPart("source", ref lost, null, () => ReadSource(row)),
            Metadata = row.IsDBNull(11) ? new Dictionary<string, string>() : ReadPart("metadata", ref lost, [], () => ReadMetadata(row)),
        };
        if (!Utf8.IsValid(text) || text.Length == 0)
            (lost ??= []).Insert(0, "text");
        if (version < 1)
            (lost ??= []).Add("version");
        return lost is null ? item : item with { Unreadable = $"has parts that cannot be read: {string.Join(", ", lost.Distinct())}" };
    }

    private static T ReadPart<T>(string name, ref List<string>? lost, T otherwise, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or InvalidKeyException or InvalidCastException or JsonException)
        {
            (lost ??= []).Add(name);
            return otherwise;
        }
    }

    private static MemorySource? ReadSource(NpgsqlDataReader row)
    {
        var key = new SessionKey(row.GetString(8), StoredOwner.Read(row.GetString(6), row.GetString(7)));
        return new MemorySource(key, row.Position(9)) { Chain = row.BytesOrNull(10) is { Length: Digest.Size } chain ? new Digest(chain) : null };
    }

    private static Dictionary<string, string> ReadMetadata(NpgsqlDataReader row) =>
        JsonSerializer.Deserialize(row.Bytes(11), MemoryJson.Default.DictionaryStringString) is { } read && !read.ContainsValue(null!) ? read : throw new JsonException("There is no text.");
}

/// <summary>The stored form of memories' metadata.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MemoryJson : JsonSerializerContext;
