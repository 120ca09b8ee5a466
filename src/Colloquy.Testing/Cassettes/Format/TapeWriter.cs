using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Writes nodes as YAML that is read in a diff: texts of several lines as lines, everything else one value a line.</summary>
internal static partial class TapeWriter
{
    private const int LongLine = 100;

    public static string Write(TapeNode root)
    {
        var text = new StringBuilder();
        WriteEntries(text, root, 0, isFirstInline: false);
        return text.ToString();
    }

    private static void WriteEntries(StringBuilder text, TapeNode map, int indent, bool isFirstInline)
    {
        foreach (var (key, value) in map.Entries!)
        {
            if (!isFirstInline)
                text.Append(' ', indent);
            isFirstInline = false;
            WriteScalar(text, key, isKey: true);
            text.Append(':');
            WriteValue(text, value, indent);
        }
    }

    private static void WriteValue(StringBuilder text, TapeNode value, int indent)
    {
        if (value.Text is { } scalar)
        {
            text.Append(' ');
            if (value.IsLiteral)
                text.Append(scalar);
            else if (value.IsJson)
                WriteScalar(text.Append("!json "), scalar, isKey: false, isQuoted: true);
            else if (IsBlock(scalar))
                WriteBlock(text, scalar, indent + 2);
            else
                WriteScalar(text, scalar, isKey: false);
            text.Append('\n');
        }
        else if (value.IsFlow || (value.Items ?? (System.Collections.ICollection)value.Entries!).Count == 0)
        {
            WriteFlow(text.Append(' '), value);
            text.Append('\n');
        }
        else if (value.Entries is not null)
        {
            text.Append('\n');
            WriteEntries(text, value, indent + 2, isFirstInline: false);
        }
        else
        {
            text.Append('\n');
            WriteItems(text, value, indent);
        }
    }

    private static void WriteItems(StringBuilder text, TapeNode list, int indent)
    {
        foreach (var item in list.Items!)
        {
            text.Append(' ', indent).Append('-');
            if (item is { Entries.Count: > 0, IsFlow: false })
                WriteEntries(text.Append(' '), item, indent + 2, isFirstInline: true);
            else if (item is { Items.Count: > 0, IsFlow: false })
                WriteItems(text.Append('\n'), item, indent + 2);
            else
                WriteValue(text, item, indent);
        }
    }

    private static void WriteFlow(StringBuilder text, TapeNode node)
    {
        if (node.Text is { } scalar)
        {
            if (node.IsLiteral)
                text.Append(scalar);
            else
                WriteScalar(node.IsJson ? text.Append("!json ") : text, scalar, isKey: false, isQuoted: true);
        }
        else if (node.Items is { } items)
        {
            text.Append('[');
            foreach (var item in items)
                WriteFlow(ReferenceEquals(item, items[0]) ? text : text.Append(", "), item);
            text.Append(']');
        }
        else
        {
            text.Append(node.Entries!.Count == 0 ? "{" : "{ ");
            var isFirst = true;
            foreach (var (key, value) in node.Entries)
            {
                WriteScalar(isFirst ? text : text.Append(", "), key, isKey: true);
                WriteFlow(text.Append(": "), value);
                isFirst = false;
            }

            text.Append(node.Entries.Count == 0 ? "}" : " }");
        }
    }

    /// <summary>Whether a text is written as lines: it has several, or a long one, and nothing that lines would change.</summary>
    private static bool IsBlock(string value)
    {
        if (value.Length == 0 || (!value.Contains('\n', StringComparison.Ordinal) && value.Length <= LongLine) || value[0] is ' ' or '\t' or '\n' || value.StartsWith('\uFEFF'))
            return false;

        for (var i = 0; i < value.Length; i++)
        {
            var letter = value[i];
            if ((char.IsControl(letter) && letter is not ('\n' or '\t')) || letter is '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(letter))
            {
                if (!char.IsSurrogatePair(value, i))
                    return false;
                i++;
            }
            else if (letter == '\n' && i + 1 < value.Length && value[i + 1] == '\t')
            {
                return false;
            }
        }

        // Lines of blanks at the end would not be told from the block's own end.
        return !value.EndsWith(' ') && !value.EndsWith('\t') && !BlankLine().IsMatch(value);
    }

    private static void WriteBlock(StringBuilder text, string value, int indent)
    {
        text.Append('|').Append(value.EndsWith('\n') ? "+" : "-");
        foreach (var line in (value.EndsWith('\n') ? value[..^1] : value).Split('\n'))
        {
            text.Append('\n');
            if (line.Length > 0)
                text.Append(' ', indent).Append(line);
        }
    }

    private static void WriteScalar(StringBuilder text, string value, bool isKey, bool isQuoted = false)
    {
        if (!isQuoted && value.Length <= LongLine && (isKey ? PlainKey() : PlainText()).IsMatch(value) && !Reserved().IsMatch(value))
        {
            text.Append(value);
            return;
        }

        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var letter = value[i];
            if (char.IsSurrogate(letter))
            {
                // Half a character has no place in UTF-8.
                if (i + 1 < value.Length && char.IsSurrogatePair(letter, value[i + 1]))
                    text.Append(letter).Append(value[++i]);
                else
                    text.Append('\uFFFD');
            }
            else
            {
                _ = letter switch
                {
                    '"' => text.Append("\\\""),
                    '\\' => text.Append("\\\\"),
                    '\n' => text.Append("\\n"),
                    '\r' => text.Append("\\r"),
                    '\t' => text.Append("\\t"),
                    _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                    _ => text.Append(letter),
                };
            }
        }

        text.Append('"');
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainKey();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./()$%?!'+=@, -]*(?<![ ,])\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();

    [GeneratedRegex(@"^(true|false|null|yes|no|on|off|y|n|nan|inf)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"(^|\n)[ \t]+(\n|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLine();
}
