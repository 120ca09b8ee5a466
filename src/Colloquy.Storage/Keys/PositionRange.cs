namespace Colloquy.Storage;

/// <summary>Represents the positions from one to another, both included.</summary>
/// <param name="First">The first position.</param>
/// <param name="Last">The last position.</param>
public readonly record struct PositionRange(Position First, Position Last)
{
    /// <summary>Returns a value that indicates whether a position lies within.</summary>
    public bool Contains(Position position) => position >= First && position <= Last;
}
