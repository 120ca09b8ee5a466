namespace Colloquy.Storage;

/// <summary>What a store looks for in an owner's memories.</summary>
/// <param name="Owner">Whose memories.</param>
public sealed record MemoryMatching(MemoryOwner Owner)
{
    /// <summary>What a memory must hold; at least one term.</summary>
    public required IReadOnlyList<SearchTerm> Terms
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Terms));
            ArgumentOutOfRangeException.ThrowIfZero(value.Count);
            field = value;
        }
    }

    /// <summary>Gets a value that indicates whether one of the terms is enough.</summary>
    /// <value>The default is false: all of them.</value>
    public bool AnyTerm { get; init; }

    /// <summary>Gets the most that are found, from 1; where one of the terms is enough, for each term, so that a rare word is found beside common ones. Of more, those that were kept last.</summary>
    public required int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            field = value;
        }
    }
}
