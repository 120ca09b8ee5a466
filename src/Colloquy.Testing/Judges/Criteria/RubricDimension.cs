namespace Colloquy.Testing;

/// <summary>Represents a dimension of a rubric.</summary>
/// <param name="Name">The name, such as <c>politeness</c>.</param>
/// <param name="Description">What the dimension asks for, in words.</param>
/// <param name="Weight">The weight of the dimension's score, relative to the others; more than 0.</param>
public sealed record RubricDimension(string Name, string Description, double Weight = 1)
{
    /// <summary>Gets the lowest score that this dimension may have for the rubric to pass, from 0 to 1; null for any.</summary>
    public double? AtLeast { get; init; }
}
