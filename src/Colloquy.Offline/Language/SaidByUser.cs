using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>What the user said in a conversation that is written down, a line for each message.</summary>
internal static partial class SaidByUser
{
    public static IEnumerable<string> In(string conversation) => Line.Matches(conversation).Select(match => match.Groups["text"].Value);

    [GeneratedRegex(@"^user: (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Line { get; }
}
