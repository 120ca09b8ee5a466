using System.Globalization;

namespace Colloquy;

/// <summary>
/// The turn of an entry that this process wrote last. Entries never change, so it stays true whoever writes next, and
/// an append after an append need not read what the first one wrote.
/// </summary>
internal sealed record KnownTurn(Position Entry, Position Start, int Number, bool Waits)
{
    public static KnownTurn? After(Commit commit, Entry newest, KnownTurn? before)
    {
        var waits = FindWaits(commit.Entries, newest.TurnStart);
        var offset = newest.TurnStart.Value - commit.Entries[0].Position.Value;
        if (offset < 0)
            return newest.TurnStart == before?.Start ? before with { Entry = newest.Position, Waits = waits ?? before.Waits } : null;

        return int.TryParse(commit.Entries[(int)offset].Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new KnownTurn(newest.Position, newest.TurnStart, number, waits ?? false)
            : null;
    }

    /// <summary>Whether an entry ends a turn so that it waits for a person.</summary>
    public static bool IsWaitingEnd(Entry entry) => entry.Kind == EntryKind.TurnEnd && entry.Subject == TurnEndBody.Waiting;

    private static bool? FindWaits(IReadOnlyList<Entry> entries, Position turn)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i].TurnStart == turn && (entries[i].Kind == EntryKind.TurnEnd || entries[i].Kind == EntryKind.TurnResume))
                return IsWaitingEnd(entries[i]);
        }

        return null;
    }
}
