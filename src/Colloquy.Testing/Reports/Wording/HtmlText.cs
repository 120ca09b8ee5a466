using System.Globalization;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Makes texts safe for HTML, whatever is in them, and shows what would not be seen.</summary>
internal static class HtmlText
{
    /// <summary>The text, escaped. A text that is too long is cut, and ends by saying so.</summary>
    public static string Escape(string? text, int most = int.MaxValue)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        var shown = text.Length <= most ? text.AsSpan() : text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
        var html = new StringBuilder(shown.Length + (shown.Length / 16));
        foreach (var rune in shown.EnumerateRunes())
            Append(html, rune);
        if (shown.Length < text.Length)
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"cut\">… cut: {Figures.Count(shown.Length)} of {Figures.Count(text.Length)} characters. The JSON file of the run has more.</span>");
        return html.ToString();
    }

    private static void Append(StringBuilder html, Rune rune)
    {
        switch (rune.Value)
        {
            case '&':
                html.Append("&amp;");
                break;
            case '<':
                html.Append("&lt;");
                break;
            case '>':
                html.Append("&gt;");
                break;
            case '"':
                html.Append("&quot;");
                break;
            case '\'':
                html.Append("&#39;");
                break;
            case '\r':
                break;
            case '\n' or '\t':
                html.Append((char)rune.Value);
                break;
            case < 0x20:
                // The pictures of control characters.
                html.Append((char)(0x2400 + rune.Value));
                break;
            case 0x7F:
                html.Append('\u2421');
                break;
            case (>= 0x80 and < 0xA0) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF:
                // These reverse, hide or break the text around them.
                html.Append(CultureInfo.InvariantCulture, $"\u27e8U+{rune.Value:X4}\u27e9");
                break;
            default:
                html.Append(rune.ToString());
                break;
        }
    }
}
