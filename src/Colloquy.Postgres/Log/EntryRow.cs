using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Makes entries of their rows, and checks that they can stand where they are.</summary>
internal static class EntryRow
{
    /// <summary>The columns of a header, in the order in which <see cref="Read"/> reads them.</summary>
    public const string Header = "e.position, e.parent, e.segment, e.turn, e.at, e.kind, e.subject, e.author, e.hash, e.chain";

    /// <summary>The columns of a whole entry.</summary>
    public const string Whole = Header + ", e.salt, e.payload";

    private const int Salt = 10;

    /// <summary>Reads the place of a row's entry.</summary>
    /// <param name="row">The row.</param>
    /// <param name="key">The session, for errors.</param>
    /// <param name="expected">The position that the row must have.</param>
    public static EntryPlace Place(NpgsqlDataReader row, SessionKey key, Position expected)
    {
        if (row.GetInt64(0) != expected.Value)
            throw Missing(key, expected);

        var (position, parent, segment) = (expected.Value, row.GetInt64(1), row.GetInt64(2));
        var isLinked = segment == position
            ? parent >= 0 && parent < position
            : segment > 0 && segment < position && parent == position - 1;
        return isLinked ? new EntryPlace(expected, new Position(parent), new Position(segment)) : throw new CorruptDataException(key, expected, "is linked to what cannot come before it");
    }

    public static CorruptDataException Missing(SessionKey key, Position position) => new(key, position, "is missing");

    /// <summary>Makes the entry of a row.</summary>
    /// <param name="row">The row, whose columns are <see cref="Header"/>, or <see cref="Whole"/>.</param>
    /// <param name="key">The session, for errors.</param>
    /// <param name="place">The place of the entry.</param>
    /// <param name="headerOnly">Whether salt and payload are not among the columns, or are null.</param>
    public static Entry Read(NpgsqlDataReader row, SessionKey key, EntryPlace place, bool headerOnly)
    {
        var at = row.GetInt64(4);
        if (at < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw new CorruptDataException(key, place.Position, "has a time that cannot be");

        var (hash, chain) = (row.Bytes(8), row.Bytes(9));
        if (hash.Length != Digest.Size || chain.Length != Digest.Size)
            throw new CorruptDataException(key, place.Position, "has hashes that are not whole");

        return new Entry
        {
            Position = place.Position,
            Parent = place.Parent,
            Segment = place.Segment,
            TurnStart = row.Position(3),
            Kind = new EntryKind(row.GetString(5)),
            Subject = row.TextOrNull(6),
            Author = row.TextOrNull(7),
            At = DateTimeOffset.FromUnixTimeMilliseconds(at),
            Salt = headerOnly ? default : row.Bytes(Salt),
            Payload = headerOnly ? default : row.Bytes(Salt + 1),
            PayloadHash = new Digest(hash),
            Chain = new Digest(chain),
        };
    }
}

/// <summary>Where an entry stands.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Parent">The entry that it continues from.</param>
/// <param name="Segment">The first entry of its segment.</param>
internal readonly record struct EntryPlace(Position Position, Position Parent, Position Segment);
