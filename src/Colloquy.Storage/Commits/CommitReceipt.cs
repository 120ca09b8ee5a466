namespace Colloquy.Storage;

/// <summary>Represents the effect of a commit.</summary>
/// <param name="First">The position of its first entry.</param>
/// <param name="Last">The position of its last entry: the tip right after it.</param>
/// <param name="Chain">The chain at <paramref name="Last"/>.</param>
/// <param name="Repeated">true when the commit was made before, and this call changed nothing; otherwise, false.</param>
public sealed record CommitReceipt(Position First, Position Last, Digest Chain, bool Repeated = false);
