namespace Colloquy.Sqlite;

/// <summary>Writes entries, and makes them again of their rows.</summary>
internal static class EntryRow
{
    /// <summary>The columns of a header, in the order in which <see cref="Read"/> reads them.</summary>
    public const string Header = "position, parent, segment, kind, turn, subject, author, at, payload_hash, chain";

    /// <summary>The columns of a whole entry.</summary>
    public const string Whole = Header + ", salt, payload";

    private static readonly Sql Insert = new($"""
        INSERT INTO entries (session, {Whole}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    public static void Add(Connection connection, long session, Entry entry) => connection.Use(Insert)
        .Bind(1, session)
        .Bind(2, entry.Position.Value)
        .Bind(3, entry.Parent.Value)
        .Bind(4, entry.Segment.Value)
        .Bind(5, entry.Kind.Value)
        .Bind(6, entry.Turn.Value)
        .Bind(7, entry.Subject)
        .Bind(8, entry.Author)
        .Bind(9, entry.At.ToUnixTimeMilliseconds())
        .Bind(10, entry.PayloadHash)
        .Bind(11, entry.Chain)
        .Bind(12, entry.Salt.Span)
        .Bind(13, entry.Payload.Span)
        .Run();

    /// <summary>Goes to the next row, which must be the entry at a position.</summary>
    /// <returns>The entry that it continues from.</returns>
    public static Position Step(Statement row, SessionKey key, Position expected)
    {
        if (!row.Step() || row.Int64(0) != expected.Value)
            throw new CorruptEntryException(key, expected, "is missing");

        var (position, parent, segment) = (expected.Value, row.Int64(1), row.Int64(2));
        var isLinked = segment == position
            ? parent >= 0 && parent < position
            : segment > 0 && segment < position && parent == position - 1;
        return isLinked ? new Position(parent) : throw new CorruptEntryException(key, expected, "is linked to what cannot come before it");
    }

    public static EntryKind Kind(Connection connection, Statement row) => new(connection.Texts.Get(row.Bytes(3)));

    /// <summary>Makes the entry of the row that <see cref="Step"/> went to.</summary>
    public static Entry Read(Connection connection, Statement row, SessionKey key, EntryKind kind, bool headerOnly)
    {
        var position = new Position(row.Int64(0));
        var at = row.Int64(7);
        if (at < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw new CorruptEntryException(key, position, "has a time that cannot be");

        var (salt, payload) = headerOnly ? default : ReadPayload(row);
        return new Entry
        {
            Position = position,
            Parent = new Position(row.Int64(1)),
            Segment = new Position(row.Int64(2)),
            Turn = new Position(row.Int64(4)),
            Kind = kind,
            Subject = TextOrNull(connection, row, 5),
            Author = TextOrNull(connection, row, 6),
            At = DateTimeOffset.FromUnixTimeMilliseconds(at),
            Salt = salt,
            Payload = payload,
            PayloadHash = ReadDigest(row, 8, key, position, "has a payload hash that is not one"),
            Chain = ReadDigest(row, 9, key, position, "has a chain hash that is not one"),
        };
    }

    /// <summary>Copies salt and payload into one array.</summary>
    private static (ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Payload) ReadPayload(Statement row)
    {
        var salt = row.Bytes(10);
        var payload = row.Bytes(11);
        var bytes = GC.AllocateUninitializedArray<byte>(salt.Length + payload.Length);
        salt.CopyTo(bytes);
        payload.CopyTo(bytes.AsSpan(salt.Length));
        return (bytes.AsMemory(0, salt.Length), bytes.AsMemory(salt.Length));
    }

    private static string? TextOrNull(Connection connection, Statement row, int column)
    {
        var bytes = row.Bytes(column);
        return !bytes.IsEmpty ? connection.Texts.Get(bytes) : row.IsNull(column) ? null : "";
    }

    private static Digest ReadDigest(Statement row, int column, SessionKey key, Position position, string problem)
    {
        var bytes = row.Bytes(column);
        return bytes.Length == Digest.Size ? new Digest(bytes) : throw new CorruptEntryException(key, position, problem);
    }
}
