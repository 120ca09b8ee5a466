namespace Colloquy;

/// <summary>Represents a search for memories.</summary>
/// <param name="Text">The search text, as a person types it: words; a phrase in double quotes; a word that ends in <c>*</c> as the beginning of a word. No text is an error. It is searched for in keys and texts.</param>
public sealed record MemoryQuery(string Text)
{
    /// <summary>Gets a value that indicates whether a memory that contains only one of the words is found. Memories with more words, and with rarer ones, come first.</summary>
    /// <value>The default is false: a memory must contain all words.</value>
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

    /// <summary>Gets the maximum number of memories that are found, 1 to 100.</summary>
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

    /// <summary>Returns a query of a text with the default settings.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator MemoryQuery(string text) => FromString(text);

    /// <summary>Returns a query of a text with the default settings.</summary>
    /// <param name="text">The text.</param>
    public static MemoryQuery FromString(string text) => new(text);
}
