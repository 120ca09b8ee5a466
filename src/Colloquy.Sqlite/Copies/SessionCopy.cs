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

        for (byte[] id = []; ReceiptRow.ReadMoved(_connection, _session, id, BatchSize) is { Count: > 0 } moved; id = moved[^1].Key.Value.ToByteArray(bigEndian: true))
            yield return new SessionPart { Receipts = moved };
        if (ReceiptRow.ReadRecent(_connection, _session) is { Count: > 0 } recent)
            yield return new SessionPart { Receipts = recent };

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
}
