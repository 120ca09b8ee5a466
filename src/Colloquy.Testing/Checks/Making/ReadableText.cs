using System.Globalization;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Makes any text fit to be read in a message: of a sensible length, and without characters that a console or a file cannot hold.</summary>
internal static class ReadableText
{
    /// <summary>A text that is longer by less than this stays whole: what says how much was cut is as long.</summary>
    private const int Slack = 40;

    /// <summary>Returns the text on one line.</summary>
    public static string OneLine(string text, int most) => Cut(text, most).ReplaceLineEndings(" ").Replace('\n', ' ');

    /// <summary>Returns the beginning of the text, and how much was cut. Lone surrogates and control characters are written as escapes.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most + Slack)
            return Escape(text);

        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return $"{Escape(text[..end])}… ({text.Length - end} more characters)";
    }

    /// <summary>Returns the text with lone surrogates and control characters, other than new lines and tabs, written as escapes.</summary>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            var isPair = char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);
            if (!isPair && (char.IsSurrogate(character) || char.IsControl(character) && character is not ('\n' or '\t' or '\r')))
            {
                escaped ??= new StringBuilder(text, 0, index, text.Length + 16);
                escaped.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
                continue;
            }

            escaped?.Append(character);
            if (isPair)
                escaped?.Append(text[++index]);
            if (isPair && escaped is null)
                index++;
        }

        return escaped?.ToString() ?? text;
    }
}
