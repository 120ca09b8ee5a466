using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Sqlite;

/// <summary>Holds the parts of a session until all have come: in a private database of SQLite's, which is in memory while it is small and then in a temporary file that goes with it.</summary>
/// <remarks>So the store's file is locked only while rows are copied, not while a document is read from somewhere slow, and memory does not grow with the session.</remarks>
internal sealed class RestoreSpool : IDisposable
{
    private const long Session = 0;
    private readonly Connection _connection = Connection.Open("", create: true);
    private readonly SessionAssembler _assembler = new();

    public RestoreSpool()
    {
        _connection.Execute("""
            PRAGMA journal_mode = OFF;
            CREATE TABLE entries (id INTEGER PRIMARY KEY, parent INTEGER, segment INTEGER, kind TEXT, turn INTEGER, subject TEXT, author TEXT, at INTEGER, proof BLOB, payload BLOB);
            CREATE TABLE blobs (session INTEGER, hash BLOB, bytes BLOB, UNIQUE (session, hash));
            CREATE TABLE commits (session INTEGER, id BLOB, first INTEGER, last INTEGER, UNIQUE (session, id));
            CREATE TABLE used (json BLOB);
            BEGIN;
            """);
    }

    public SessionFacts? Facts { get; private set; }

    private static readonly Sql InsertUsage = new("INSERT INTO used (json) VALUES (?1)");

    /// <summary>Takes the next part.</summary>
    public void Add(SessionPart part)
    {
        _assembler.Add(part);
        foreach (var entry in part.Entries)
            EntryRow.Add(_connection, Session, entry);
        foreach (var blob in part.Blobs)
            BlobRow.Keep(_connection, Session, blob);
        if (part.Usage.Count > 0)
            _connection.Use(InsertUsage).Bind(1, JsonSerializer.SerializeToUtf8Bytes(part.Usage, SpoolJson.Default.IReadOnlyListUsageRecord)).Run();
        foreach (var (id, receipt) in part.Receipts)
            ReceiptRow.Keep(_connection, Session, id, receipt.First, receipt.Last);
        Facts = part.Facts;
    }

    private static readonly Sql SelectSegment = new("SELECT segment FROM entries WHERE id = ?1");

    public SessionRecord ToRecord(SessionKey key, SessionLimits limits) => _assembler.ToRecord(key, limits, head =>
    {
        using var row = _connection.Use(SelectSegment).Bind(1, EntryId.Of(Session, head));
        return row.Step() ? new Position(row.Int64(0)) : throw new InvalidOperationException($"The entry {head} was not spooled.");
    });

    private static readonly Sql SelectEntries = new("SELECT parent, segment, kind, turn, subject, author, at, proof, payload, id FROM entries ORDER BY id");
    private static readonly Sql CopyEntry = new("INSERT INTO entries (parent, segment, kind, turn, subject, author, at, proof, payload, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    private static readonly Sql SelectBlobs = new("SELECT hash, bytes FROM blobs");
    private static readonly Sql SelectReceipts = new("SELECT id, first, last FROM commits");
    private static readonly Sql SelectUsage = new("SELECT json FROM used");

    /// <summary>Writes all rows under a session's number, within a transaction of the target's.</summary>
    public void CopyTo(Connection target, SessionKey key, long session)
    {
        using (var rows = _connection.Use(SelectEntries))
        {
            while (rows.Step())
            {
                target.Use(CopyEntry)
                    .Bind(1, rows.Int64(0)).Bind(2, rows.Int64(1)).BindText(3, rows.Bytes(2)).Bind(4, rows.Int64(3))
                    .Bind(5, rows.TextOrNull(4)).Bind(6, rows.TextOrNull(5))
                    .Bind(7, rows.Int64(6)).Bind(8, rows.Bytes(7)).Bind(9, rows.Bytes(8)).Bind(10, EntryId.Base(session) | rows.Int64(9))
                    .Run();
            }
        }

        using (var rows = _connection.Use(SelectBlobs))
        {
            while (rows.Step())
                BlobRow.Keep(target, session, new Digest(rows.Bytes(0)), rows.Bytes(1));
        }

        using (var rows = _connection.Use(SelectReceipts))
        {
            while (rows.Step())
                ReceiptRow.Keep(target, session, new CommitId(new Guid(rows.Bytes(0), bigEndian: true)), new Position(rows.Int64(1)), new Position(rows.Int64(2)));
        }

        using (var rows = _connection.Use(SelectUsage))
        {
            while (rows.Step())
                UsageRow.Record(target, key, JsonSerializer.Deserialize(rows.Bytes(0), SpoolJson.Default.IReadOnlyListUsageRecord)!);
        }
    }

    public void Dispose() => _connection.Dispose();
}

/// <summary>The form in which the spool holds usage.</summary>
[JsonSerializable(typeof(IReadOnlyList<UsageRecord>))]
internal sealed partial class SpoolJson : JsonSerializerContext;
