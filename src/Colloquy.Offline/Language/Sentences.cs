using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Cuts what people write into sentences and lists, and puts lists together again.</summary>
internal static partial class Sentences
{
    public static IEnumerable<string> Of(string text) =>
        Ends.Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    /// <summary>Joins items as English does: a, b and c.</summary>
    public static string Join(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";

    public static string Capitalise(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string WithoutGreeting(string text) => Greeting.Replace(text.Trim(), "");

    public static bool IsQuestion(string text) => text.Contains('?', StringComparison.Ordinal) || QuestionWords.IsMatch(text);

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex Ends { get; }

    [GeneratedRegex(@"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings)(?: there| again)?\b[\s,.!-]*", RegexOptions.IgnoreCase)]
    private static partial Regex Greeting { get; }

    [GeneratedRegex(@"^(?:what|who|when|where|why|how|which|is|are|do|does|did|can|could|would|will)\b", RegexOptions.IgnoreCase)]
    private static partial Regex QuestionWords { get; }
}
