namespace Colloquy.Storage;

/// <summary>A session whose log goes beyond what the index holds.</summary>
/// <param name="Key">The session.</param>
/// <param name="Indexed">The position up to which the index holds its log.</param>
/// <param name="Tip">The position of its last entry.</param>
/// <param name="Chain">The chain at the tip.</param>
public sealed record SearchLag(SessionKey Key, Position Indexed, Position Tip, Digest Chain);

/// <summary>Represents what a range of entries adds to the index.</summary>
/// <param name="Key">The session.</param>
/// <param name="After">The position before the run.</param>
/// <param name="UpTo">The last position of the run.</param>
/// <param name="Chain">The chain of the entry at <paramref name="UpTo"/>, which tells the session from one that was made later under its key.</param>
/// <param name="Texts">The texts of the run's messages, by position. A message without words has none.</param>
public sealed record SearchAddition(SessionKey Key, Position After, Position UpTo, Digest Chain, IReadOnlyList<SearchText> Texts);

/// <summary>The words of one message.</summary>
/// <param name="Position">The position of the message's entry.</param>
/// <param name="Role">Who speaks.</param>
/// <param name="At">When the entry was written.</param>
/// <param name="Words">The words, folded, in UTF-8, a space between them. They are letters, digits and marks, and never empty.</param>
public sealed record SearchText(Position Position, string Role, DateTimeOffset At, ReadOnlyMemory<byte> Words);
