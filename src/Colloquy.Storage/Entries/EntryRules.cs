namespace Colloquy.Storage;

/// <summary>What any entry must be for the log to be walked and read back.</summary>
internal static class EntryRules
{
    public static void Check(Entry entry, Position expected)
    {
        if (entry.Position != expected)
            throw new ArgumentException($"An entry of the commit has position {entry.Position}, where {expected} comes next.");
        if (entry.Parent >= entry.Position || entry.Segment > entry.Position || entry.Segment.IsStart)
            throw new ArgumentException($"Entry {entry.Position} continues from {entry.Parent} in segment {entry.Segment}; both must come before it, or the segment begin with it.");
        if (entry.Kind == EntryKind.State && entry.Subject is null)
            throw new ArgumentException($"Entry {entry.Position} writes state, and its subject names no key.");

        if (entry.Salt.Length is not (0 or EntryHash.SaltSize))
            throw new ArgumentException($"The salt of entry {entry.Position} has {entry.Salt.Length} bytes; it has {EntryHash.SaltSize}, or none.");

        CheckText(entry.Kind.Value, "kind", entry);
        CheckText(entry.Subject, "subject", entry);
        CheckText(entry.Author, "author", entry);
    }

    private static void CheckText(string? text, string what, Entry entry)
    {
        if (text is not null && LoneSurrogates.HasOne(text))
            throw new ArgumentException($"The {what} of entry {entry.Position} has a lone surrogate; headers are well-formed Unicode.");
    }
}
