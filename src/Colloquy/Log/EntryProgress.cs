namespace Colloquy;

/// <summary>Represents the progress of work that reads or writes entries: an export, an import, or an update of the search index.</summary>
/// <param name="Entries">The number of entries that are done.</param>
/// <param name="Total">The number of entries to do, as known when the work began.</param>
/// <param name="Unreadable">The number of messages that the work could not read and skipped.</param>
public readonly record struct EntryProgress(long Entries, long Total, long Unreadable = 0);
