namespace Colloquy.Sqlite;

/// <summary>Reads a whole session at one moment, in batches, on a connection of its own.</summary>
internal sealed class SessionCopy : IDisposable
{
    private const int BatchSize = 500;
    private readonly Connection _connection;
    private readonly SessionKey _key;
    private readonly SessionNumber _session;

    public SessionCopy(Database database, SessionKey key)
    {
        _key = key;
        _connection = database.Connect(SqliteSynchronous.Normal);
        try
        {
            _connection.BeginRead();
            _session = SessionRow.FindNumber(_connection, key) ?? throw new SessionNotFoundException(key);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<SessionPart> ReadParts()
    {
        LogPage page;
        for (var after = Position.Start; ; after = page.Entries[^1].Position)
        {
            page = LogReader.Read(_connection, _key, LogRead.All(after) with { Limit = BatchSize });
            if (page.Entries.Count > 0)
                yield return new SessionPart { Entries = page.Entries };
            if (page.Next is null)
                break;
        }

        for (var hash = Array.Empty<byte>(); FindBlobAfter(hash) is { } blob; hash = blob.Hash.ToArray())
            yield return new SessionPart { Blobs = [blob] };

        for (UsageRecord? last = null; UsageRow.Read(_connection, _key, last, BatchSize) is { Count: > 0 } records; last = records[^1])
            yield return new SessionPart { Usage = records };

        for (byte[] id = []; ReadReceiptsAfter(id) is { Count: > 0 } receipts; id = receipts[^1].Key.Value.ToByteArray(bigEndian: true))
            yield return new SessionPart { Receipts = receipts };

        var record = SessionRow.Find(_connection, _key)!;
        var facts = new SessionFacts
        {
            CreatedAt = record.CreatedAt,
            UpdatedAt = record.UpdatedAt,
            Branches = BranchRow.List(_connection, _key, name: null),
            Branch = record.Branch,
            Activity = record.Activity,
            Details = record.Details,
            Retention = record.Retention,
        };
        yield return new SessionPart { Facts = facts };
    }

    public void Dispose()
    {
        _connection.TryRollback();
        _connection.Dispose();
    }

    private static readonly Sql SelectBlob = new("SELECT hash, bytes FROM blobs WHERE session = ?1 AND hash > ?2 ORDER BY hash LIMIT 1");

    private Blob? FindBlobAfter(byte[] hash)
    {
        using var row = _connection.Use(SelectBlob).Bind(1, _session.Value).Bind(2, hash);
        return row.Step() ? new Blob(new Digest(row.Bytes(0)), row.Bytes(1).ToArray()) : null;
    }

    private static readonly Sql SelectReceipts = new("""
        SELECT c.id, c.first, c.last, substr(e.proof, 33, 32) FROM commits c LEFT JOIN entries e ON e.id = ?4 + c.last
        WHERE c.session = ?1 AND c.id > ?2 ORDER BY c.id LIMIT ?3
        """);

    private List<KeyValuePair<CommitId, CommitReceipt>> ReadReceiptsAfter(byte[] id)
    {
        List<KeyValuePair<CommitId, CommitReceipt>> found = [];
        using var rows = _connection.Use(SelectReceipts).Bind(1, _session.Value).Bind(2, id).Bind(3, BatchSize).Bind(4, EntryId.Base(_session.Value));
        while (rows.Step())
        {
            var last = new Position(rows.Int64(2));
            var chain = rows.Bytes(3);
            if (chain.Length != Digest.Size)
                throw new CorruptDataException(_key, last, "is missing, or has a chain hash that is not one, though a commit is recorded that ends with it");
            found.Add(new(new CommitId(new Guid(rows.Bytes(0), bigEndian: true)), new CommitReceipt(new Position(rows.Int64(1)), last, new Digest(chain))));
        }

        return found;
    }
}
