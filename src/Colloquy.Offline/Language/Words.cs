using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Compares texts by their words, whatever their endings.</summary>
internal static partial class Words
{
    private static readonly HashSet<string> s_empty = new(StringComparer.Ordinal)
    {
        "a", "about", "an", "and", "are", "as", "at", "by", "can", "could", "did", "do", "for", "from", "have", "i", "in", "is", "it", "its",
        "me", "my", "of", "on", "or", "our", "please", "that", "the", "their", "this", "to", "was", "we", "were", "what", "which", "with", "you", "your",
    };

    /// <summary>Returns the words that carry meaning, in order, in lower case and without endings; names in CamelCase and snake_case are cut.</summary>
    public static IReadOnlyList<string> Of(string text) =>
        [.. All(text).Where(word => !s_empty.Contains(word)).Select(Stem)];

    /// <summary>Returns every word, in order, in lower case.</summary>
    public static string[] All(string text) =>
        Humps.Replace(text, "$1 $2").ToLowerInvariant().Split(s_separators, StringSplitOptions.RemoveEmptyEntries);

    public static bool Same(string one, string other) => Of(one).SequenceEqual(Of(other));

    /// <summary>Returns the numbers and codes in a text, such as <c>4711</c> or <c>P-12</c>.</summary>
    public static IReadOnlySet<string> Codes(string text) =>
        CodePattern.Matches(text).Select(match => match.Value.TrimStart('#').ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);

    public static string Stem(string word) => word switch
    {
        _ when word.Length <= 3 => word,
        _ when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        _ when word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 5 => word[..^3],
        _ when word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) => word[..^2],
        _ when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && !word.EndsWith("us", StringComparison.Ordinal) => word[..^1],
        _ => word,
    };

    private static readonly char[] s_separators = [.. Enumerable.Range(1, 127).Select(code => (char)code).Where(letter => !char.IsLetterOrDigit(letter)), '’', '“', '”', '…'];

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Humps { get; }

    [GeneratedRegex(@"#?\b(?:[A-Za-z]{1,6}-)?\d{2,}[\w-]*|#\d+|\b[A-Za-z]{1,6}-?\d+\b")]
    private static partial Regex CodePattern { get; }
}
