namespace Colloquy;

/// <summary>Where a turn stands in its session.</summary>
/// <param name="Number">The number of the turn along its branch.</param>
/// <param name="Start">The start entry of the turn.</param>
/// <param name="Head">The head before the run, whose state the turn begins with.</param>
/// <param name="Started">The timestamp at which the run began.</param>
internal sealed record TurnOrigin(int Number, Position Start, Position Head, long Started);
