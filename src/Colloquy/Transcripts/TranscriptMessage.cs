namespace Colloquy;

/// <summary>A message of a transcript.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Body">What the entry says; <see cref="PrunedBody"/> or <see cref="UnreadableBody"/> when it says nothing any more.</param>
/// <param name="Turn">The number of its turn; 0 for none.</param>
internal readonly record struct TranscriptMessage(Entry Entry, EntryBody Body, int Turn);
