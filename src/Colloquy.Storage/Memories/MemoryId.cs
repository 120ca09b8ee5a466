using System.Globalization;

namespace Colloquy.Storage;

/// <summary>Represents the number of a memory in its store, which it gets when it is first stored. No number is used twice, and a later memory has a higher one.</summary>
/// <param name="Value">The number, from 1.</param>
public readonly record struct MemoryId(long Value) : IComparable<MemoryId>
{
    /// <inheritdoc />
    public int CompareTo(MemoryId other) => Value.CompareTo(other.Value);

    /// <summary>Returns a value that indicates whether the left memory was stored before the right one.</summary>
    public static bool operator <(MemoryId left, MemoryId right) => left.Value < right.Value;

    /// <summary>Returns a value that indicates whether the left memory was stored after the right one.</summary>
    public static bool operator >(MemoryId left, MemoryId right) => left.Value > right.Value;

    /// <summary>Returns a value that indicates whether the left memory was not stored after the right one.</summary>
    public static bool operator <=(MemoryId left, MemoryId right) => left.Value <= right.Value;

    /// <summary>Returns a value that indicates whether the left memory was not stored before the right one.</summary>
    public static bool operator >=(MemoryId left, MemoryId right) => left.Value >= right.Value;

    /// <summary>Returns the number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
