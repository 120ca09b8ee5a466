using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads and writes the rows of sessions as wholes: creation, records, title and metadata.</summary>
internal static class SessionRow
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = """
        s.stamp, s.created, s.updated, s.tip, s.chain, s.entries, s.bytes, s.bytes_beside, s.branch, s.head, s.head_segment, s.moved, s.waits, s.waiting, s.activity,
        s.lease, s.details_version, s.title, s.metadata, s.pruned, s.retention, s.searched
        """;

    /// <summary>The number of <see cref="Columns"/>.</summary>
    public const int Count = 22;

    /// <summary>Selects a session, and behind its columns the server's time, and when that was asked for.</summary>
    private static readonly Sql Select = new($"""
        SELECT {Columns}, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, $2::bigint FROM colloquy.sessions s WHERE s.sid = $1
        """);

    /// <summary>Reads the row of a session; null when there is no such session.</summary>
    public static ValueTask<StoredSession?> FindAsync(Database database, SessionKey key, CancellationToken cancellationToken) => database.ReadAsync(
        (database, key),
        static (batch, ask) => Ask(batch, StoredId.Of(ask.key)),
        static (rows, ask, cancelled) => FindAsync(rows, ask.database, ask.key, cancelled),
        cancellationToken);

    /// <summary>Adds the question for a session and the server's time, whose answer <see cref="FindAsync(NpgsqlDataReader, Database, SessionKey, CancellationToken)"/> reads.</summary>
    public static Batch Ask(Batch batch, Guid id) => batch.Add(Select).With(id).With(ServerClock.Timestamp);

    /// <summary>Reads the answer to <see cref="Ask"/>.</summary>
    public static async ValueTask<StoredSession?> FindAsync(NpgsqlDataReader rows, Database database, SessionKey key, CancellationToken cancellationToken)
    {
        if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;

        database.Clock.Note(rows.GetInt64(Count), rows.GetInt64(Count + 1));
        return Read(rows, 0, key, database.Location);
    }

    private static readonly Sql Insert = new("""
        INSERT INTO colloquy.sessions (sid, stamp, app, "user", session, created, updated, tip, chain, entries, bytes, bytes_beside, branch, head, head_segment, moved, waits, waiting, activity, details_version, pruned, searched)
        VALUES ($1, $2, $3, $4, $5, $6, $6, 0, $7, 0, 0, 0, $8, 0, 0, 0, false, 0, 0, 0, 0, 0)
        ON CONFLICT (sid) DO NOTHING
        """);

    /// <summary>Creates a session, if there is none, and reads its row.</summary>
    public static async ValueTask<StoredSession> CreateAsync(Database database, SessionKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(database, key, cancellationToken).ConfigureAwait(false) is { } existing)
                return existing;
            if (database.Clock.IsUnknown)
                await database.NoteTimeAsync(cancellationToken).ConfigureAwait(false);

            // Two statements: one that inserts does not see what another transaction has inserted meanwhile.
            var created = await database.WriteRepeatablyAsync(
                (database, key, Stamp: NewStamp()),
                static (batch, ask) => Ask(
                    batch.Add(Insert).With(StoredId.Of(ask.key)).With(ask.Stamp).With(ask.key.Owner).With(ask.key.Id)
                    .With(ask.database.Clock.Now.ToUnixTimeMilliseconds()).With(EntryHash.Seed(ask.key)).With(BranchHead.Main),
                    StoredId.Of(ask.key)),
                static (rows, ask, cancelled) => FindAsync(rows, ask.database, ask.key, cancelled),
                cancellationToken).ConfigureAwait(false);
            if (created is not null)
                return created;
        }
    }

    /// <summary>A stamp for a new session: random, so that a session that is made again under the key of a deleted one has another.</summary>
    public static long NewStamp()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToInt64(bytes) & (long.MaxValue >> 1);
    }

    private static readonly Sql UpdateDetails = new("""
        UPDATE colloquy.sessions SET title = $3, metadata = $4, details_version = details_version + 1, stamp = stamp + 1
        WHERE sid = $1 AND details_version = $2
        RETURNING details_version
        """);

    private static readonly Sql SelectExists = new("SELECT 1 FROM colloquy.sessions WHERE sid = $1");

    /// <summary>Replaces title and metadata; null when they have another version.</summary>
    public static ValueTask<SessionDetails?> DescribeAsync(Database database, SessionKey key, SessionDetails details, CancellationToken cancellationToken) => database.WriteOnceAsync(
        (key, details),
        static (batch, ask) => batch
            .Add(UpdateDetails).With(StoredId.Of(ask.key)).With(ask.details.Version).With(Rows.ToBytes(ask.details.Title)).With(ToJson(ask.details.Metadata))
            .Add(SelectExists).With(StoredId.Of(ask.key)),
        static async (rows, ask, cancelled) =>
        {
            if (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                return (SessionDetails?)(ask.details with { Version = ask.details.Version + 1 });

            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            return await rows.ReadAsync(cancelled).ConfigureAwait(false) ? null : throw new SessionNotFoundException(ask.key);
        },
        cancellationToken);

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first of <see cref="Columns"/>.</param>
    /// <param name="key">The session.</param>
    /// <param name="location">The location of the store, for errors.</param>
    public static StoredSession Read(NpgsqlDataReader row, int first, SessionKey key, string location)
    {
        try
        {
            var lease = row.IsDBNull(first + 15) ? LeaseState.Free : LeaseState.FromJson(System.Text.Encoding.UTF8.GetBytes(row.GetString(first + 15)));
            var record = new SessionRecord
            {
                Key = key,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 1)),
                UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 2)),
                Tip = row.Position(first + 3),
                Chain = new Digest(row.Bytes(first + 4)),
                Entries = row.GetInt64(first + 5),
                Bytes = row.GetInt64(first + 6),
                BytesOutsideLog = row.GetInt64(first + 7),
                Branch = row.GetString(first + 8),
                Head = row.Position(first + 9),
                HeadSegment = row.Position(first + 10),
                LastMove = row.Position(first + 11),
                IsWaiting = row.GetBoolean(first + 12),
                WaitingBranches = row.GetInt32(first + 13),
                Activity = (SessionActivity)row.GetInt16(first + 14),
                Pruned = row.Position(first + 19),
                Retention = row.IsDBNull(first + 20) ? null : RetentionJson.Read(row.GetString(first + 20)),
                Details = new SessionDetails
                {
                    Version = row.GetInt64(first + 16),
                    Title = row.TextOrNull(first + 17),
                    Metadata = row.BytesOrNull(first + 18) is { } metadata ? JsonSerializer.Deserialize(metadata, MetadataJson.Default.DictionaryStringString) ?? NoMetadata : NoMetadata,
                },
            };
            return new StoredSession(record.WithLease(lease), lease, row.GetInt64(first), row.GetInt64(first + 21));
        }
        catch (Exception error) when (error is ArgumentException or JsonException or InvalidKeyException)
        {
            throw Damaged(location, $"the record of session {key} cannot be read", error);
        }
    }

    /// <summary>The exception for a session whose row is damaged, which harms no other.</summary>
    public static StoreException Damaged(string location, string problem, Exception? error = null) =>
        StoreException.Corrupt(location, problem, "All other sessions can be read and used. Restore this one from a backup of the store; or delete it, unless it has a retention policy.", error);

    private static readonly Dictionary<string, string> NoMetadata = [];

    public static byte[]? ToJson(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(metadata), MetadataJson.Default.DictionaryStringString);

    /// <summary>The stored form of a lease; null for one that was never held.</summary>
    public static string? ToJson(LeaseState lease) => ReferenceEquals(lease, LeaseState.Free) ? null : System.Text.Encoding.UTF8.GetString(lease.ToJson());
}

/// <summary>The stored form of metadata.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MetadataJson : JsonSerializerContext;
