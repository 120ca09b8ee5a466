using System.Globalization;
using System.Text;

namespace Colloquy.Cli;

/// <summary>Makes text from others safe to print: a message must not move the cursor, clear the window, set its title, or reverse the text next to it.</summary>
internal static class PlainText
{
    private const int BlackFlag = 0x1F3F4;

    /// <summary>Returns the text with control characters and invisible format characters shown as escapes (<c>\u202E</c>), but for line feeds and tabs.</summary>
    public static string Safe(string? text)
    {
        if (text is null)
            return "";

        StringBuilder? safe = null;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && IsFine(rune, text, i))
                safe?.Append(text, i, length);
            else if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                safe ??= new StringBuilder(text, 0, i, text.Length);
            else
                (safe ??= new StringBuilder(text, 0, i, text.Length + 8)).Append(Escape(isWhole ? rune.Value : text[i]));
            i += length;
        }

        return safe?.ToString() ?? text;
    }

    /// <summary>Returns the text as one safe line.</summary>
    public static string Line(string? text) => string.Join(' ', Safe(text).Split(['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Returns the text as one safe line of at most so many characters.</summary>
    public static string Short(string? text, int length)
    {
        var line = Line(text);
        if (line.Length <= length)
            return line;

        var cut = char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1;
        return line[..cut] + "…";
    }

    private static bool IsFine(Rune rune, string text, int at) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => rune.Value is '\n' or '\t',
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => IsSeenOrJoins(rune.Value) || IsOfFlag(rune.Value, text, at),
        // What is set apart for format characters is not seen either.
        UnicodeCategory.OtherNotAssigned => rune.Value is not (0x2065 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF)),
        _ => true,
    };

    /// <summary>Format characters that can be seen (signs that stand before Arabic, Syriac and Kaithi numbers), and those that join letters and emoji.</summary>
    private static bool IsSeenOrJoins(int character) => character
        is 0x200C or 0x200D or (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;

    /// <summary>Whether a tag character belongs to a flag, such as that of Wales. Elsewhere tags are text that nobody sees.</summary>
    private static bool IsOfFlag(int character, string text, int at)
    {
        while (character is >= 0xE0020 and <= 0xE007F && at >= 2 && Rune.TryGetRuneAt(text, at - 2, out var before) && before.Utf16SequenceLength == 2)
        {
            if (before.Value == BlackFlag)
                return true;
            (character, at) = (before.Value, at - 2);
        }

        return false;
    }

    private static string Escape(int character) => character <= 0xFFFF ? $"\\u{character:X4}" : $"\\U{character:X8}";
}
