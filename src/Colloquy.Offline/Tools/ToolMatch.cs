using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Says how well a tool fits a part of a request; 0 is not at all.</summary>
internal static partial class ToolMatch
{
    public static int Score(AIFunctionDeclaration tool, string clause, bool asks)
    {
        var (name, words) = (new ToolWords(tool), Words.Of(clause));
        var (nouns, verb) = (name.NounsIn(words), name.VerbIn(words));
        asks |= Tells(tool, clause);
        var description = name.Description.Count(words.Contains);
        if (name.IsAction ? !verb || (nouns == 0 && name.Nouns.Count > 0 && description == 0) : !asks)
            return 0;

        if (!name.IsAction && nouns == 0 && description < 2 && !(name.Searches && Seeks.IsMatch(clause)))
            return 0;

        var all = All.IsMatch(clause) == name.CoversAll ? 1 : 0;
        return 1 + (nouns * 4) + (verb ? 3 : 0) + description + all - (name.Nouns.Count - nouns);
    }

    /// <summary>Whether a request begins with the first word of a tool's name: 'Place an order' tells <c>place_order</c>.</summary>
    private static bool Tells(AIFunctionDeclaration tool, string clause) =>
        Words.Of(tool.Name) is [var first, ..] && Words.Of(Polite.Replace(clause, "")) is [var told, ..] && told == first;

    public static bool Asks(string clause) =>
        Sentences.IsQuestion(clause) || ToolWords.ReadVerbIn(Words.Of(clause)) || Wants.IsMatch(clause) || Seeks.IsMatch(clause);

    [GeneratedRegex(@"^\W*(?:(?:please|now|then|and|also|could you|can you|would you|will you|i want you to|i'd like you to)\W+)+", RegexOptions.IgnoreCase)]
    private static partial Regex Polite { get; }

    [GeneratedRegex(@"\b(?:all|every|each)\b", RegexOptions.IgnoreCase)]
    private static partial Regex All { get; }

    [GeneratedRegex(@"\b(?:search|find|look(?:ing)? for|do you (?:have|sell|carry)|got any|shopping for)\b", RegexOptions.IgnoreCase)]
    public static partial Regex Seeks { get; }

    [GeneratedRegex(@"\b(?:what|how much|how many|status of|i(?:['’]d| would) like to (?:know|see)|i (?:want|need) to (?:know|see)|summar\w+|recap)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Wants { get; }
}
