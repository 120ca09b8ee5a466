using System.Text;

namespace Colloquy;

/// <summary>Strings that messages have in common: the names of tools, of arguments and of authors. A thread makes each of them once.</summary>
internal static class NameCache
{
    private const int Size = 64;
    private const int LongestKept = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [ThreadStatic]
    private static string[]? kept;

    /// <summary>Returns the text of bytes.</summary>
    /// <exception cref="DecoderFallbackException">They are no UTF-8.</exception>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestKept)
            return StrictUtf8.GetString(utf8);

        ref var name = ref (kept ??= new string[Size])[(utf8[0] + (utf8[utf8.Length / 2] * 5) + (utf8[^1] * 7) + (utf8.Length * 13)) & (Size - 1)];
        if (name is null || !Ascii.Equals(utf8, name))
            name = StrictUtf8.GetString(utf8);
        return name;
    }
}
