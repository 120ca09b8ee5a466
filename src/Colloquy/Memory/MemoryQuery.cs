namespace Colloquy;

/// <summary>Represents a search for memories.</summary>
/// <param name="Text">What a person types: words; words between double quotes follow one another; a word that ends in <c>*</c> is the beginning of one. Anything else is text, and nothing is an error. It is looked for in keys and texts.</param>
public sealed record MemoryQuery(string Text)
{
    /// <summary>Gets a value that indicates whether a memory need hold only one of the words; those that hold more of them, and rarer ones, come first.</summary>
    /// <value>The default is false: it must hold all.</value>
    public bool AnyWord { get; init; }

    /// <summary>Gets the minimum similarity of a memory that is found by its meaning, 0 to 1. Similarities depend on the embedding model.</summary>
    /// <value>The default is 0.3.</value>
    public double MinSimilarity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MinSimilarity));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(MinSimilarity));
            field = value;
        }
    } = 0.3;

    /// <summary>Gets the most memories that are found, 1 to 100.</summary>
    /// <value>The default is 10.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(Limit));
            field = value;
        }
    } = 10;

    /// <summary>Returns a query of nothing but a text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator MemoryQuery(string text) => FromString(text);

    /// <summary>Makes a query of nothing but a text.</summary>
    /// <param name="text">The text.</param>
    public static MemoryQuery FromString(string text) => new(text);
}
