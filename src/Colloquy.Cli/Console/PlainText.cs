using System.Text;

namespace Colloquy.Cli;

/// <summary>Makes text of others safe to print: a message must not move the cursor, clear the window or set its title.</summary>
internal static class PlainText
{
    /// <summary>Returns the text with control characters replaced, but for line feeds and tabs.</summary>
    public static string Safe(string? text)
    {
        if (text is null)
            return "";

        StringBuilder? safe = null;
        for (var i = 0; i < text.Length; i++)
        {
            var isFine = !char.IsControl(text[i]) || text[i] is '\n' or '\t';
            if (isFine)
                safe?.Append(text[i]);
            else
                (safe ??= new StringBuilder(text, 0, i, text.Length)).Append(text[i] == '\r' ? "" : "\uFFFD");
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
}
