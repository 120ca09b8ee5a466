using System.Globalization;

namespace Colloquy;

/// <summary>
/// The turn of an entry that this process wrote last. Entries never change, so it stays true whoever writes next, and
/// an append after an append need not read what the first one wrote.
/// </summary>
internal sealed record KnownTurn(Position Entry, Position Start, int Number)
{
    public static KnownTurn? After(Commit commit, Entry newest, KnownTurn? before)
    {
        var offset = newest.Turn.Value - commit.Entries[0].Position.Value;
        if (offset < 0)
            return newest.Turn == before?.Start ? before with { Entry = newest.Position } : null;

        return int.TryParse(commit.Entries[(int)offset].Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new KnownTurn(newest.Position, newest.Turn, number)
            : null;
    }
}
