using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Colloquy.Storage;

/// <summary>Finds and replaces lone surrogates, which neither UTF-8 nor JSON can hold: U+FFFD is stored in their place, and a warning says so. In names they are refused.</summary>
internal static class LoneSurrogates
{
    public static bool HasOne(ReadOnlySpan<char> text)
    {
        // Most text has no surrogate at all.
        var first = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        for (var i = Math.Max(first, 0); first >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    /// <summary>The text with U+FFFD in place of each; the very text when it has none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Replace(string? text) =>
        text is null || !HasOne(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The same, telling whether there were any.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Replace(string? text, ref StoredOtherwise changes)
    {
        var replaced = Replace(text);
        if (!ReferenceEquals(replaced, text))
            changes |= StoredOtherwise.Text;
        return replaced;
    }

    /// <summary>Whether a writer of payloads replaced any: it writes U+FFFD as an escape then, and as it is otherwise.</summary>
    public static bool WereReplaced(ReadOnlySpan<byte> payload)
    {
        for (int at, from = 0; (at = payload[from..].IndexOf("\\uFFFD"u8)) >= 0; from += at + 1)
        {
            var backslashes = 1;
            while (from + at - backslashes >= 0 && payload[from + at - backslashes] == (byte)'\\')
                backslashes++;
            if (backslashes % 2 == 1)
                return true;
        }

        return false;
    }
}
