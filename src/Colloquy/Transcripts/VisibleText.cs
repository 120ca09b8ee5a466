namespace Colloquy;

/// <summary>Makes visible what a viewer or a terminal would act upon: control characters.</summary>
internal static class VisibleText
{
    private const char Pictures = '\u2400';
    private const char Deleted = '\u2421';
    private const char Replacement = '\uFFFD';

    /// <summary>Whether a character is written otherwise. Line ends and tabs are not.</summary>
    public static bool IsControl(char c) => (c < ' ' && c is not ('\n' or '\t')) || c is >= '\x7F' and <= '\x9F';

    /// <summary>What is written in its place.</summary>
    public static char Show(char c) => c < ' ' ? (char)(Pictures + c) : c == '\x7F' ? Deleted : Replacement;

    /// <summary>A text with the line ends of Unix, in which control characters are visible.</summary>
    public static string Of(string text)
    {
        if (text.Contains('\r', StringComparison.Ordinal))
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return text.AsSpan().ContainsAnyInRange('\x7F', '\x9F') || text.AsSpan().ContainsAnyInRange('\0', '\x1F')
            ? string.Create(text.Length, text, static (shown, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                    shown[i] = IsControl(from[i]) ? Show(from[i]) : from[i];
            })
            : text;
    }
}
