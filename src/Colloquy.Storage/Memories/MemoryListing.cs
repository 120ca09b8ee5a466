namespace Colloquy.Storage;

/// <summary>Represents the filter and the page of a listing of memories, those that were stored last first.</summary>
/// <param name="Owner">The owner of the memories.</param>
public sealed record MemoryListing(MemoryOwner Owner)
{
    /// <summary>The maximum number of memories of a page.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Gets the memory before which the listed ones were stored, which need not exist; null for all.</summary>
    public MemoryId? Before { get; init; }

    /// <summary>Gets a vector; only memories without a vector of its model and dimension are listed. Its numbers do not matter. Null for all memories.</summary>
    public MemoryVector? WithoutVectorLike { get; init; }

    /// <summary>Gets the maximum number of memories in the page, 1 to 1,000.</summary>
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
