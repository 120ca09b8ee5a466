namespace Colloquy;

/// <summary>How far the index has been brought up to the logs.</summary>
/// <param name="Entries">The entries that were gone through.</param>
/// <param name="Total">The entries that were to be gone through when it began; others may come meanwhile.</param>
/// <param name="Messages">The messages with words that were found in them.</param>
/// <param name="Unreadable">The messages that could not be read, and were passed over.</param>
public readonly record struct SearchProgress(long Entries, long Total, long Messages, long Unreadable = 0);
