using System.Globalization;

namespace Colloquy;

/// <summary>Thrown when an owner has as many memories as it may. Nothing was written.</summary>
public sealed class MemoryFullException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="owner">Whose memories.</param>
    /// <param name="limit">How many it may have.</param>
    public MemoryFullException(MemoryOwner owner, long limit)
        : base($"The memory of {owner} holds {limit.ToString("N0", CultureInfo.InvariantCulture)} texts, and may hold no more. Forget some, replace texts by storing them under keys, or raise MemoryOptions.MaxMemories.") =>
        (Owner, Limit) = (owner, limit);

    /// <summary>Whose memories.</summary>
    public MemoryOwner Owner { get; }

    /// <summary>How many it may have.</summary>
    public long Limit { get; }
}
