using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Brings texts to one form, so that what looks the same is the same: quotes, dashes, spaces and line breaks.</summary>
internal static partial class PlainText
{
    public static string Of(string text) => Spaces().Replace(
        text.Replace('’', '\'').Replace('‘', '\'').Replace('“', '"').Replace('”', '"').Replace('‐', '-').Replace('‑', '-').Replace('–', '-').Replace('—', '-').Replace("…", "...", StringComparison.Ordinal), " ").Trim();

    public static bool Contains(string text, string part, bool ignoresCase) => Of(text).Contains(Of(part), ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>Returns what is around the first place of a part.</summary>
    public static string Around(string text, string part, bool ignoresCase)
    {
        var plain = Of(text);
        var index = plain.IndexOf(Of(part), ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        if (index < 0)
            return ReadableText.OneLine(plain, 200);

        var (start, end) = (Math.Max(0, index - 60), Math.Min(plain.Length, index + part.Length + 60));
        return ReadableText.OneLine($"{(start > 0 ? "…" : "")}{plain[start..end]}{(end < plain.Length ? "…" : "")}", 400);
    }

    public static string Quote(string text) => text.Length == 0 ? "there is no text" : $"the text is '{ReadableText.OneLine(text, 500)}'";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
