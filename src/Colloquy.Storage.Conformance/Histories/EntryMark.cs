namespace Colloquy.Storage.Conformance;

/// <summary>An entry in a history: its place in the log, and a hash of all that it says.</summary>
internal sealed record EntryMark(Position Position, Position Parent, Position Segment, string Kind, string? Subject, Digest Content)
{
    /// <param name="entry">The entry.</param>
    /// <param name="isWhole">false when it was read without its payload.</param>
    public static EntryMark Of(Entry entry, bool isWhole = true)
    {
        var content = EntryHash.OfChain(entry.Chain, entry);
        if (isWhole && EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) != entry.PayloadHash)
            content = default;
        return new EntryMark(entry.Position, entry.Parent, entry.Segment, entry.Kind.Value, entry.Subject, content);
    }
}
