namespace Colloquy;

/// <summary>How much a message or exchange matters, as a model judged.</summary>
/// <param name="Position">The position of its first message.</param>
/// <param name="Score">0 for nothing that will matter, to 10 for what must not be forgotten.</param>
/// <param name="Reason">Why, in the model's words.</param>
internal sealed record ImportanceScore(Position Position, int Score, string Reason);
