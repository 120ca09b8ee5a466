using System.Globalization;

namespace Colloquy;

/// <summary>The number of a memory in its store, given when it is first kept and to no other after it: a later memory has a higher one.</summary>
/// <param name="Value">The number, from 1.</param>
public readonly record struct MemoryId(long Value) : IComparable<MemoryId>
{
    /// <inheritdoc />
    public int CompareTo(MemoryId other) => Value.CompareTo(other.Value);

    /// <summary>Returns a value that indicates whether the left memory was kept before the right one.</summary>
    public static bool operator <(MemoryId left, MemoryId right) => left.Value < right.Value;

    /// <summary>Returns a value that indicates whether the left memory was kept after the right one.</summary>
    public static bool operator >(MemoryId left, MemoryId right) => left.Value > right.Value;

    /// <summary>Returns a value that indicates whether the left memory was not kept after the right one.</summary>
    public static bool operator <=(MemoryId left, MemoryId right) => left.Value <= right.Value;

    /// <summary>Returns a value that indicates whether the left memory was not kept before the right one.</summary>
    public static bool operator >=(MemoryId left, MemoryId right) => left.Value >= right.Value;

    /// <summary>Returns the number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
