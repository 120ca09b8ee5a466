namespace Colloquy.Samples;

/// <summary>Represents the records of a shipyard: what was seen on which ship.</summary>
public static class Records
{
    private static readonly Entry[] s_hull =
    [
        new("Sandpiper", "rust at frames 14 and 15", "seen in dock, March"),
        new("Sandpiper", "paint below the waterline is sound", "seen in dock, March"),
        new("Curlew", "a dent in the bow", "seen afloat, May"),
    ];

    private static readonly Entry[] s_engine =
    [
        new("Sandpiper", "fuel pump replaced", "at 9,200 hours"),
        new("Sandpiper", "oil pressure low when idle", "at 9,640 hours"),
        new("Curlew", "no remarks", "at 310 hours"),
    ];

    /// <summary>Finds the records of a ship's hull.</summary>
    public static IReadOnlyList<Entry> FindHull(string ship) => Find(s_hull, ship);

    /// <summary>Finds the records of a ship's engine.</summary>
    public static IReadOnlyList<Entry> FindEngine(string ship) => Find(s_engine, ship);

    private static List<Entry> Find(Entry[] entries, string ship) => [.. entries.Where(entry => entry.Ship.Equals(ship.Trim(), StringComparison.OrdinalIgnoreCase))];
}

/// <summary>Represents a record.</summary>
/// <param name="Ship">The ship.</param>
/// <param name="Text">What was seen.</param>
/// <param name="When">When it was seen.</param>
public sealed record Entry(string Ship, string Text, string When);
