namespace Colloquy.Storage;

/// <summary>Represents a page of a read.</summary>
/// <param name="Entries">The entries, in the order of the read.</param>
/// <param name="Next">The position at which to continue: the head of the next backward read, or the position after which the next forward read begins; null at the end.</param>
public sealed record LogPage(IReadOnlyList<Entry> Entries, Position? Next)
{
    /// <summary>A page without entries and without a next page.</summary>
    public static LogPage Empty { get; } = new([], null);

    /// <summary>Returns the page for a read.</summary>
    /// <param name="entries">The entries of the line, or of the log, in the order of the read. They are enumerated only as far as needed.</param>
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
