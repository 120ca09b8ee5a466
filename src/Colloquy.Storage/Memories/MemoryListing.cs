namespace Colloquy.Storage;

/// <summary>Which memories a store lists, the last that were kept first.</summary>
/// <param name="Owner">Whose memories.</param>
public sealed record MemoryListing(MemoryOwner Owner)
{
    /// <summary>The maximum number of memories that a page holds.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Only memories that were kept before this one, which need not be there any more; null for all.</summary>
    public MemoryId? Before { get; init; }

    /// <summary>Gets a vector; only memories without a vector of its model and dimension are listed. Its numbers do not matter. Null for all memories.</summary>
    public MemoryVector? WithoutVectorLike { get; init; }

    /// <summary>How many, 1 to 1,000.</summary>
    /// <value>The default is 100.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxLimit, nameof(Limit));
            field = value;
        }
    } = 100;
}
