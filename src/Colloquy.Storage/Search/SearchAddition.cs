namespace Colloquy.Storage;

/// <summary>Represents a session whose log the index does not have completely.</summary>
/// <param name="Key">The session.</param>
/// <param name="Indexed">The position up to which the index has its log.</param>
/// <param name="Tip">The position of its last entry.</param>
/// <param name="Chain">The chain at the tip.</param>
public sealed record SearchLag(SessionKey Key, Position Indexed, Position Tip, Digest Chain);

/// <summary>Represents the texts of a range of entries, to add to the index.</summary>
/// <param name="Key">The session.</param>
/// <param name="After">The position before the range.</param>
/// <param name="UpTo">The last position of the range.</param>
/// <param name="Chain">The chain of the entry at <paramref name="UpTo"/>, which distinguishes the session from one that was created later under its key.</param>
/// <param name="Texts">The texts of the messages in the range, by position. A message without words has none.</param>
public sealed record SearchAddition(SessionKey Key, Position After, Position UpTo, Digest Chain, IReadOnlyList<SearchText> Texts);

/// <summary>Represents the words of one message.</summary>
/// <param name="Position">The position of the message's entry.</param>
/// <param name="Role">The role of the message.</param>
/// <param name="At">The time at which the entry was written.</param>
/// <param name="Words">The words, folded, in UTF-8, with spaces between them. They are letters, digits and marks, and never empty.</param>
public sealed record SearchText(Position Position, string Role, DateTimeOffset At, ReadOnlyMemory<byte> Words);
