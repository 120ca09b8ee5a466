namespace Colloquy.Storage;

/// <summary>Compares texts by the bytes of their UTF-8, without encoding them: the order in which stores return branches, keys of state and sessions.</summary>
/// <remarks>The order of .NET's ordinal comparison is another: it puts U+FFFF after the surrogates, which stand for what comes later.</remarks>
public sealed class Utf8Order : IComparer<string>
{
    private Utf8Order()
    {
    }

    /// <summary>Gets the comparer.</summary>
    public static Utf8Order Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        return same == left.Length || same == right.Length
            ? left.Length.CompareTo(right.Length)
            : Rank(left[same]).CompareTo(Rank(right[same]));
    }

    /// <summary>Puts surrogates, which stand for what comes after U+FFFF, behind all other characters.</summary>
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
