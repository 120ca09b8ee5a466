using System.Globalization;

namespace Colloquy;

/// <summary>Thrown when the text or the metadata of a memory is larger than <c>MemoryOptions</c> allow. Nothing was written.</summary>
public sealed class MemoryTooLargeException : ColloquyException
{
    internal MemoryTooLargeException(MemoryOwner owner, string? key, string what, long bytes, long limit, string option)
        : base($"The {what} of a memory{(key is null ? "" : $" under key '{key}'")} of {owner} has {bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes, and {limit.ToString("N0", CultureInfo.InvariantCulture)} are allowed. Store it in parts or shorter, or raise MemoryOptions.{option}.") =>
        (Owner, MemoryKey, Bytes, Limit) = (owner, key, bytes, limit);

    /// <summary>Whose memory it was to be.</summary>
    public MemoryOwner Owner { get; }

    /// <summary>The key; null for a text on its own.</summary>
    public string? MemoryKey { get; }

    /// <summary>How many bytes it has in UTF-8.</summary>
    public long Bytes { get; }

    /// <summary>How many are allowed.</summary>
    public long Limit { get; }
}
