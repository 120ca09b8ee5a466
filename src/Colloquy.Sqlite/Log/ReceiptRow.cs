namespace Colloquy.Sqlite;

/// <summary>Reads and writes the receipts of commits: those of the newest in the session's row, all others in a table, for ever.</summary>
internal static class ReceiptRow
{
    private static readonly Sql SelectReceipt = new("SELECT first, last FROM commits WHERE session = ?1 AND id = ?2");

    /// <summary>Finds the receipt of a commit that was made before; null for a new one.</summary>
    public static CommitReceipt? Find(Connection connection, SessionKey key, long session, RecentReceipts recent, CommitId id)
    {
        var found = recent.Find(id) ?? (recent.MayHaveMoved(id) ? FindMoved(connection, session, id) : null);
        return found is { } range ? new CommitReceipt(range.First, range.Last, ChainAt(connection, key, session, range.Last), Repeated: true) : null;
    }

    private static PositionRange? FindMoved(Connection connection, long session, CommitId id)
    {
        using var row = connection.Use(SelectReceipt).Bind(1, session).Bind(2, id);
        return row.Step() ? new PositionRange(new Position(row.Int64(0)), new Position(row.Int64(1))) : null;
    }

    /// <summary>Adds the receipt of a new commit. When the row is full, what it holds moves to the table first.</summary>
    public static void Add(Connection connection, long session, ref RecentReceipts recent, CommitId id, Position first, Position last)
    {
        if (recent.IsFull)
            Move(connection, session, ref recent);
        recent.Add(id, first, last);
    }

    private static readonly Sql SelectGreatest = new("SELECT max(id) FROM commits WHERE session = ?1");

    private static void Move(Connection connection, long session, ref RecentReceipts recent)
    {
        for (var i = 0; i < recent.Count; i++)
        {
            var (id, first, last) = recent[i];
            Keep(connection, session, id, first, last);
        }

        using var row = connection.Use(SelectGreatest).Bind(1, session);
        row.Step();
        recent.Moved(IdIn(row, 0));
    }

    private static readonly Sql Insert = new("INSERT INTO commits (session, id, first, last) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (session, id) DO NOTHING");

    /// <summary>Writes a receipt to the table.</summary>
    public static void Keep(Connection connection, long session, CommitId id, Position first, Position last) =>
        connection.Use(Insert).Bind(1, session).Bind(2, id).Bind(3, first.Value).Bind(4, last.Value).Run();

    private static readonly Sql SelectRecent = new("SELECT receipts FROM sessions WHERE id = ?1");

    /// <summary>Lists the receipts in a session's row.</summary>
    public static List<KeyValuePair<CommitId, CommitReceipt>> ReadRecent(Connection connection, SessionNumber session)
    {
        List<KeyValuePair<CommitId, CommitReceipt>> found = [];
        using var row = connection.Use(SelectRecent).Bind(1, session.Value);
        row.Step();
        if (!RecentReceipts.TryRead(row.Bytes(0), session.Tip, stackalloc byte[RecentReceipts.BufferSize], out var recent))
            throw Damaged(connection, session.Key);

        for (var i = 0; i < recent.Count; i++)
        {
            var (id, first, last) = recent[i];
            found.Add(new(id, new CommitReceipt(first, last, ChainAt(connection, session.Key, session.Value, last))));
        }

        return found;
    }

    private static readonly Sql SelectMoved = new("""
        SELECT c.id, c.first, c.last, substr(e.proof, 33, 32) FROM commits c LEFT JOIN entries e ON e.id = ?4 + c.last
        WHERE c.session = ?1 AND c.id > ?2 ORDER BY c.id LIMIT ?3
        """);

    /// <summary>Lists the receipts in the table, by their ids, from those after an id on.</summary>
    public static List<KeyValuePair<CommitId, CommitReceipt>> ReadMoved(Connection connection, SessionNumber session, ReadOnlySpan<byte> after, int limit)
    {
        List<KeyValuePair<CommitId, CommitReceipt>> found = [];
        using var rows = connection.Use(SelectMoved).Bind(1, session.Value).Bind(2, after).Bind(3, limit).Bind(4, EntryId.Base(session.Value));
        while (rows.Step())
        {
            var last = new Position(rows.Int64(2));
            found.Add(new(IdIn(rows, 0), new CommitReceipt(new Position(rows.Int64(1)), last, ToChain(rows.Bytes(3), session.Key, last))));
        }

        return found;
    }

    /// <summary>The exception for a session whose newest receipts are damaged: a commit that is made again could not be told from a new one.</summary>
    public static StoreException Damaged(Connection connection, SessionKey key) =>
        SessionRow.Damaged(connection, $"the receipts of the newest commits of session {key} cannot be read, so nothing can be committed to it; its log can be read");

    private static readonly Sql SelectChain = new("SELECT substr(proof, 33, 32) FROM entries WHERE id = ?1");

    private static Digest ChainAt(Connection connection, SessionKey key, long session, Position last)
    {
        using var row = connection.Use(SelectChain).Bind(1, EntryId.Of(session, last));
        return ToChain(row.Step() ? row.Bytes(0) : default, key, last);
    }

    private static Digest ToChain(ReadOnlySpan<byte> chain, SessionKey key, Position last) => chain.Length == Digest.Size
        ? new Digest(chain)
        : throw new CorruptDataException(key, last, "is missing, or has a chain hash that is not one, though a commit is recorded that ends with it");

    private static CommitId IdIn(Statement row, int column) => new(new Guid(row.Bytes(column), bigEndian: true));
}
