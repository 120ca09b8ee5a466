using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Says how well a tool fits a part of a request; 0 is not at all.</summary>
internal static partial class ToolMatch
{
    public static int Score(AIFunctionDeclaration tool, string clause, bool asks)
    {
        var (name, words) = (new ToolWords(tool), Words.Of(clause));
        var (nouns, verb) = (name.NounsIn(words), name.VerbIn(words));
        var description = name.Description.Count(words.Contains);
        if (name.IsAction ? !verb || (nouns == 0 && name.Nouns.Count > 0 && description == 0) : !asks)
            return 0;

        if (!name.IsAction && nouns == 0 && description < 2 && !(name.Searches && Seeks.IsMatch(clause)))
            return 0;

        var all = All.IsMatch(clause) == name.CoversAll ? 1 : 0;
        return 1 + (nouns * 4) + (verb ? 3 : 0) + description + all - (name.Nouns.Count - nouns);
    }

    public static bool Asks(string clause) =>
        Sentences.IsQuestion(clause) || ToolWords.ReadVerbIn(Words.Of(clause)) || Wants.IsMatch(clause) || Seeks.IsMatch(clause);

    [GeneratedRegex(@"\b(?:all|every|each)\b", RegexOptions.IgnoreCase)]
    private static partial Regex All { get; }

    [GeneratedRegex(@"\b(?:search|find|look(?:ing)? for|do you (?:have|sell|carry)|got any|shopping for)\b", RegexOptions.IgnoreCase)]
    public static partial Regex Seeks { get; }

    [GeneratedRegex(@"\b(?:what|how much|how many|status of|i(?:['’]d| would) like to (?:know|see)|i (?:want|need) to (?:know|see)|summar\w+|recap)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Wants { get; }
}
