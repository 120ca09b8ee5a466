namespace Colloquy.Sqlite;

/// <summary>Writes entries, and makes them again of their rows.</summary>
internal static class EntryRow
{
    /// <summary>The columns of a header, in the order in which <see cref="Read"/> reads them.</summary>
    public const string Header = "id, parent, segment, kind, turn, subject, author, at, proof";

    /// <summary>The columns of a whole entry.</summary>
    public const string Whole = Header + ", payload";

    private const int Proof = 8;
    private const int Payload = 9;

    private static readonly Sql Insert = new($"""
        INSERT INTO entries ({Whole}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    public static void Add(Connection connection, long session, Entry entry)
    {
        var size = EntryProof.SizeOf(entry);
        var proof = size <= 256 ? stackalloc byte[size] : new byte[size];
        EntryProof.Write(entry, proof);
        connection.Use(Insert)
            .Bind(1, EntryId.Of(session, entry.Position))
            .Bind(2, entry.Parent.Value)
            .Bind(3, entry.Segment.Value)
            .Bind(4, entry.Kind.Value)
            .Bind(5, entry.TurnStart.Value)
            .Bind(6, entry.Subject)
            .Bind(7, entry.Author)
            .Bind(8, entry.At.ToUnixTimeMilliseconds())
            .Bind(9, proof)
            .Bind(10, entry.Payload.Span)
            .Run();
    }

    /// <summary>Goes to the next row, which must be the entry at a position.</summary>
    /// <returns>The entry's place.</returns>
    public static EntryPlace Step(Statement row, SessionKey key, Position expected)
    {
        if (!row.Step() || EntryId.PositionOf(row.Int64(0)) != expected.Value)
            throw new CorruptDataException(key, expected, "is missing");

        var (position, parent, segment) = (expected.Value, row.Int64(1), row.Int64(2));
        var isLinked = segment == position
            ? parent >= 0 && parent < position
            : segment > 0 && segment < position && parent == position - 1;
        return isLinked ? new EntryPlace(expected, new Position(parent), new Position(segment)) : throw new CorruptDataException(key, expected, "is linked to what cannot come before it");
    }

    public static EntryKind Kind(Connection connection, Statement row) => new(connection.Texts.Get(row.Bytes(3)));

    /// <summary>Makes the entry of the row that <see cref="Step"/> went to.</summary>
    public static Entry Read(Connection connection, Statement row, SessionKey key, EntryPlace place, EntryKind kind, bool headerOnly)
    {
        var position = place.Position;
        var at = row.Int64(7);
        if (at < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw new CorruptDataException(key, position, "has a time that cannot be");

        var proof = row.Bytes(Proof);
        if (!EntryProof.IsWhole(proof))
            throw new CorruptDataException(key, position, "has hashes that are not whole");

        var (salt, payload) = headerOnly ? default : ReadPayload(row, proof, key, position);
        return new Entry
        {
            Position = position,
            Parent = place.Parent,
            Segment = place.Segment,
            TurnStart = new Position(row.Int64(4)),
            Kind = kind,
            Subject = TextOrNull(connection, row, 5),
            Author = row.IsNull(6) ? null : connection.Texts.Get(row.Bytes(6)),
            At = DateTimeOffset.FromUnixTimeMilliseconds(at),
            Salt = salt,
            Payload = payload,
            PayloadHash = EntryProof.PayloadHashOf(proof),
            Chain = EntryProof.ChainOf(proof),
        };
    }

    /// <summary>Copies salt and payload into one array.</summary>
    private static (ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Payload) ReadPayload(Statement row, ReadOnlySpan<byte> proof, SessionKey key, Position position)
    {
        var salt = EntryProof.SaltOf(proof);
        var payload = row.Bytes(Payload);
        if (!EntryProof.Fits(proof, payload))
            throw new CorruptDataException(key, position, "has a payload that does not match its checksum");

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
}

/// <summary>Where an entry stands.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Parent">The entry that it continues from.</param>
/// <param name="Segment">The first entry of its segment.</param>
internal readonly record struct EntryPlace(Position Position, Position Parent, Position Segment);
