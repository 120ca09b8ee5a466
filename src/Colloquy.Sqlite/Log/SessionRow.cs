using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Sqlite;

/// <summary>Reads and writes the rows of sessions as wholes: creation, records, title and metadata.</summary>
internal static class SessionRow
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "created, updated, tip, chain, branch, head, head_segment, activity, lease_until, interrupt, details_version, title, metadata, moved, bytes, pruned, retention, lease, waits, waiting, entries, bytes_beside";

    private static readonly Sql SelectRecord = new($"""
        SELECT {Columns} FROM sessions WHERE app = ?1 AND user = ?2 AND session = ?3
        """);

    public static SessionRecord? Find(Connection connection, SessionKey key)
    {
        using var row = connection.Use(SelectRecord).Bind(1, key);
        return row.Step() ? Read(connection, row, 0, key) : null;
    }

    private static readonly Sql SelectId = new("SELECT id, tip FROM sessions WHERE app = ?1 AND user = ?2 AND session = ?3");

    /// <summary>Finds the number under which the session's other rows are kept; null when there is no such session.</summary>
    public static SessionNumber? FindNumber(Connection connection, SessionKey key)
    {
        using var row = connection.Use(SelectId).Bind(1, key);
        return row.Step() ? new SessionNumber(key, row.Int64(0), new Position(row.Int64(1))) : null;
    }

    private static readonly Sql Insert = new("""
        INSERT INTO sessions (app, user, session, created, updated, listed, tip, chain, branch, head, head_segment, activity, lease_token, interrupt, details_version)
        VALUES (?1, ?2, ?3, ?4, ?4, ?4, 0, ?5, ?6, 0, 0, 0, 0, 0, 0)
        ON CONFLICT (app, user, session) DO NOTHING
        """);

    public static SessionRecord Create(Connection connection, SessionKey key, DateTimeOffset now)
    {
        // An insert that does nothing writes a page too: that of the newest number.
        if (Find(connection, key) is { } existing)
            return existing;

        connection.Use(Insert)
            .Bind(1, key)
            .Bind(4, now.ToUnixTimeMilliseconds()).Bind(5, EntryHash.Seed(key)).Bind(6, BranchHead.Main)
            .Run();
        return Find(connection, key)!;
    }

    private static readonly Sql UpdateDetails = new("""
        UPDATE sessions SET title = ?5, metadata = ?6, details_version = details_version + 1
        WHERE app = ?1 AND user = ?2 AND session = ?3 AND details_version = ?4
        """);

    public static SessionDetails? Describe(Connection connection, SessionKey key, SessionDetails details)
    {
        connection.Use(UpdateDetails)
            .Bind(1, key)
            .Bind(4, details.Version).Bind(5, details.Title).Bind(6, ToJson(details.Metadata))
            .Run();
        if (connection.Changes() == 1)
            return details with { Version = details.Version + 1 };
        return FindNumber(connection, key) is null ? throw new SessionNotFoundException(key) : null;
    }

    private static readonly Sql UpdateTitle = new("UPDATE sessions SET title = ?2, details_version = details_version + 1 WHERE id = ?1 AND title IS NULL");

    /// <summary>Gives a session that has no title one.</summary>
    public static void Entitle(Connection connection, long session, string title) => connection.Use(UpdateTitle).Bind(1, session).Bind(2, title).Run();

    public static SessionRecord Read(Connection connection, Statement row, int first, SessionKey key)
    {
        try
        {
            return new SessionRecord
            {
                Key = key,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(first)),
                UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(first + 1)),
                Tip = new Position(row.Int64(first + 2)),
                Chain = new Digest(row.Bytes(first + 3)),
                Branch = connection.Texts.Get(row.Bytes(first + 4)),
                Head = new Position(row.Int64(first + 5)),
                HeadSegment = new Position(row.Int64(first + 6)),
                Activity = (SessionActivity)row.Int64(first + 7),
                LeasedUntil = row.IsNull(first + 8) ? null : LeaseRow.ToTime(row.Int64(first + 8)),
                LeaseDuration = row.IsNull(first + 8) || row.IsNull(first + 17) ? null : LeaseState.FromJson(row.Bytes(first + 17)).Duration,
                InterruptRequested = row.Int64(first + 9) != 0,
                LastMove = new Position(row.Int64(first + 13)),
                Bytes = row.Int64(first + 14),
                Pruned = new Position(row.Int64(first + 15)),
                Retention = row.IsNull(first + 16) ? null : RetentionJson.Read(row.Bytes(first + 16)),
                IsWaiting = row.Int64(first + 18) != 0,
                WaitingBranches = (int)row.Int64(first + 19),
                Entries = row.Int64(first + 20),
                BytesOutsideLog = row.Int64(first + 21),
                Details = new SessionDetails
                {
                    Version = row.Int64(first + 10),
                    Title = row.TextOrNull(first + 11),
                    Metadata = row.IsNull(first + 12) ? NoMetadata : JsonSerializer.Deserialize(row.Bytes(first + 12), MetadataJson.Default.DictionaryStringString) ?? NoMetadata,
                },
            };
        }
        catch (Exception error) when (error is ArgumentException or JsonException or InvalidKeyException)
        {
            throw Damaged(connection, $"the record of session {key} cannot be read", error);
        }
    }

    /// <summary>The exception for a session whose row is damaged, which harms no other.</summary>
    public static StoreException Damaged(Connection connection, string problem, Exception? error = null) =>
        StoreException.Corrupt(connection.Path, problem, "All other sessions can be read and used. Restore this one from a backup of the store; or delete it, unless it has a retention policy.", error);

    /// <summary>Makes the key of a row whose first columns are app, user and session.</summary>
    public static SessionKey ReadKey(Connection connection, Statement rows)
    {
        try
        {
            return new SessionKey(rows.Text(2), StoredOwner.Read(connection.Texts.Get(rows.Bytes(0)), connection.Texts.Get(rows.Bytes(1))));
        }
        catch (InvalidKeyException error)
        {
            throw Damaged(connection, $"a session has the key '{rows.Text(2)}' of user '{rows.Text(1)}' in app '{rows.Text(0)}', which cannot be one", error);
        }
    }

    private static readonly Dictionary<string, string> NoMetadata = [];

    public static string? ToJson(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(metadata), MetadataJson.Default.DictionaryStringString);
}

/// <summary>A session as the other tables know it.</summary>
/// <param name="Key">Its key, for errors.</param>
/// <param name="Value">Its number in this file.</param>
/// <param name="Tip">Its tip.</param>
internal readonly record struct SessionNumber(SessionKey Key, long Value, Position Tip);

/// <summary>The stored form of metadata.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MetadataJson : JsonSerializerContext;
