using System.Buffers;
using System.Text;

namespace Colloquy;

/// <summary>Writes text as Markdown shows it: none of it is markup, a heading or a link.</summary>
/// <remarks>
/// What CommonMark and GitHub's tables, strikethrough, footnotes, mathematics and links of bare addresses give a meaning is escaped. An entity keeps what they drop: spaces at the beginning of a line and in a row.
/// </remarks>
internal static class MarkdownText
{
    private const int LongestFence = 3;

    private static readonly SearchValues<char> Anywhere = SearchValues.Create("\\`*_[]<>&~|$");

    /// <summary>Writes a text of any number of lines.</summary>
    public static void Write(string text, IBufferWriter<byte> output)
    {
        var lines = VisibleText.Of(text).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            WriteLine(lines[i], beginsLine: true, output);
            if (i < lines.Length - 1)
                output.Write(lines[i].AsSpan().Trim().IsEmpty || lines[i + 1].AsSpan().Trim().IsEmpty ? "\n"u8 : "\\\n"u8);
        }
    }

    /// <summary>Writes a text in a line that has begun.</summary>
    public static void WriteInline(string text, IBufferWriter<byte> output) => WriteLine(VisibleText.Of(text).ReplaceLineEndings(" "), beginsLine: false, output);

    /// <summary>Writes a text as a block in which nothing has a meaning, with a fence that is longer than any in it.</summary>
    public static void WriteBlock(string text, string language, IBufferWriter<byte> output)
    {
        var shown = VisibleText.Of(text);
        var fence = new string('`', Math.Max(LongestFence, LongestRun(shown) + 1));
        Encoding.UTF8.GetBytes($"{fence}{language}\n{shown}{(shown.EndsWith('\n') ? "" : "\n")}{fence}\n", output);
    }

    private static void WriteLine(ReadOnlySpan<char> line, bool beginsLine, IBufferWriter<byte> output)
    {
        if (line.Trim().IsEmpty)
            return;

        var begin = 0;
        for (; line[begin] is ' ' or '\t'; begin++)
            output.Write(line[begin] == '\t' ? "&nbsp;&nbsp;&nbsp;&nbsp;"u8 : "&nbsp;"u8);
        line = line[begin..];
        if (beginsLine)
            WriteMarker(ref line, output);
        var from = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isSpace = line[i] is ' ' or '\t' && i > 0 && line[i - 1] is ' ' or '\t';
            if (!isSpace && !IsSpecial(line, i))
                continue;

            Encoding.UTF8.GetBytes(line[from..i], output);
            output.Write(isSpace ? "&nbsp;"u8 : "\\"u8);
            from = isSpace ? i + 1 : i;
        }

        Encoding.UTF8.GetBytes(line[from..], output);
    }

    /// <summary>Escapes what would make the line a heading, a list, a rule or the underline of a heading.</summary>
    private static void WriteMarker(ref ReadOnlySpan<char> line, IBufferWriter<byte> output)
    {
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        var at = digits is > 0 and < 10 && line[digits] is '.' or ')' ? digits : line[0] is '#' or '-' or '+' or '=' or ':' ? 0 : -1;
        if (at < 0)
            return;

        Encoding.UTF8.GetBytes(line[..at], output);
        output.Write("\\"u8);
        Encoding.UTF8.GetBytes(line.Slice(at, 1), output);
        line = line[(at + 1)..];
    }

    /// <summary>Whether a character has a meaning wherever it stands: markup, or what makes a link of an address.</summary>
    private static bool IsSpecial(ReadOnlySpan<char> line, int at) => line[at] switch
    {
        ':' => line[at..].StartsWith("://") || line[..at].EndsWith("mailto", StringComparison.OrdinalIgnoreCase) || line[..at].EndsWith("xmpp", StringComparison.OrdinalIgnoreCase),
        '#' => at == 0 || line[at - 1] is ' ' or '#',
        '.' => line[..at].EndsWith("www", StringComparison.OrdinalIgnoreCase),
        var c => Anywhere.Contains(c),
    };

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
