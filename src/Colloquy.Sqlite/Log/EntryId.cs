namespace Colloquy.Sqlite;

/// <summary>The id of an entry's row: the session's number and the position in one, so that a session's entries lie side by side.</summary>
internal static class EntryId
{
    private const int PositionBits = 31;
    private const long MaxPosition = (1L << PositionBits) - 1;

    /// <summary>The id before a session's first entry.</summary>
    public static long Base(long session) => session << PositionBits;

    public static long Of(long session, Position position) => position.Value <= MaxPosition
        ? Base(session) | position.Value
        : throw new ArgumentOutOfRangeException(nameof(position), $"A session in SQLite holds {MaxPosition:N0} entries; position {position} is beyond that.");

    public static long PositionOf(long id) => id & MaxPosition;

    public static long SessionOf(long id) => id >> PositionBits;

    /// <summary>The last id that a session's entries can have.</summary>
    public static long Last(long session) => Base(session) | MaxPosition;
}
