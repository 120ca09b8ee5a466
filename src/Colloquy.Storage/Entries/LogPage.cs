namespace Colloquy.Storage;

/// <summary>A page of a read.</summary>
/// <param name="Entries">The entries, in the order of the read.</param>
/// <param name="Next">Where the read goes on: the next head of a backward read, the position after which a forward one begins; null when there is no more.</param>
public sealed record LogPage(IReadOnlyList<Entry> Entries, Position? Next)
{
    /// <summary>A page without entries, and no more.</summary>
    public static LogPage Empty { get; } = new([], null);

    /// <summary>Makes the page that a read asks for.</summary>
    /// <param name="entries">The entries of the line, or of the log, in the order of the read. Enumerated no further than needed.</param>
    /// <param name="read">The read.</param>
    public static LogPage Of(IEnumerable<Entry> entries, LogRead read)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(read);
        List<Entry> found = [];
        foreach (var entry in entries)
        {
            if (!read.Wants(entry.Kind))
                continue;
            if (found.Count == read.Limit)
                return new LogPage(found, read.Backward ? entry.Position : found[^1].Position);
            found.Add(read.HeadersOnly ? entry with { Salt = default, Payload = default } : entry);
        }

        return new LogPage(found, null);
    }
}
