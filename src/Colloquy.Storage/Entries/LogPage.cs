namespace Colloquy.Storage;

/// <summary>A page of a read.</summary>
/// <param name="Entries">The entries, in the order of the read.</param>
/// <param name="Next">Where the read goes on: the next head of a backward read, the position after which a forward one begins; null when there is no more.</param>
public sealed record LogPage(IReadOnlyList<Entry> Entries, Position? Next)
{
    /// <summary>A page without entries, and no more.</summary>
    public static LogPage Empty { get; } = new([], null);
}
