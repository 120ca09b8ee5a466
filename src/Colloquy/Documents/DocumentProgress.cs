namespace Colloquy;

/// <summary>How far the writing or reading of a session's document has come.</summary>
/// <param name="Entries">The entries that were written or read.</param>
/// <param name="Total">The entries that the document has.</param>
public readonly record struct DocumentProgress(long Entries, long Total);
