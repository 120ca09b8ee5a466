using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Answers from facts that the instructions and messages besides the conversation give, such as <c>Home port: Gdynia</c>.</summary>
internal static partial class GivenContext
{
    private const string Source = "by the context that I was given";

    /// <summary>Answers 'What do you know about me?', when more is known than the user said.</summary>
    public static OfflineAnswer? AnswerAboutMe(OfflineRequest request) =>
        AboutMe.IsMatch(request.Text) && (In(request), Remembered(request)) is var (facts, remembered) && facts.Count + remembered.Count > 0 ? OfflineAnswer.Say(Recalled(request, facts, remembered)) : null;

    /// <summary>Answers a question for a fact by its name, and gives advice by what the user likes.</summary>
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        if (!Sentences.IsQuestion(request.Text) && !Advice.IsMatch(request.Text))
            return null;

        var facts = In(request);
        if (facts.Count == 0)
            return Quote(request);
        if (Advice.IsMatch(request.Text) && facts.Find(fact => Likes.IsMatch(fact.Key)) is { Value: { } likes })
            return OfflineAnswer.Say($"Something that suits you: {likes} ({Source}).");
        return !Mine.IsMatch(request.Text) || Best(request, facts) is not { } fact ? Quote(request) : OfflineAnswer.Say($"Your {fact.Key} {(fact.Key.EndsWith('s') ? "are" : "is")} {fact.Value} ({Source}).");
    }

    private static string Recalled(OfflineRequest request, List<(string Key, string Value)> facts, List<string> remembered)
    {
        var given = $"I know {Sentences.Join([.. facts.Select(fact => $"your {fact.Key}: {fact.Value}"), .. remembered.Select(text => $"\"{text}\"")])} ({Source}).";
        var said = request.EarlierUserTexts.SelectMany(Facts.In).Distinct().ToList();
        return said.Count == 0 ? given : $"You told me that {Sentences.Join(said)}. {given}";
    }

    private static (string Key, string Value)? Best(OfflineRequest request, List<(string Key, string Value)> facts)
    {
        var asked = Words.Of(request.Text);
        var best = facts.Select(fact => (fact, shared: Words.Of(fact.Key).Count(asked.Contains))).OrderByDescending(candidate => candidate.shared).First();
        return best.shared == 0 ? null : best.fact;
    }

    /// <summary>Answers in the words of a memory that has most of the question's.</summary>
    private static OfflineAnswer? Quote(OfflineRequest request)
    {
        var asked = Words.Of(request.Text);
        var best = Remembered(request).Select(text => (text, shared: Words.Of(text).Count(asked.Contains))).OrderByDescending(candidate => candidate.shared).FirstOrDefault();
        return best.shared == 0 ? null : OfflineAnswer.Say($"I remember: \"{best.text}\" ({Source}).");
    }

    /// <summary>The memories without a key that were recalled.</summary>
    private static List<string> Remembered(OfflineRequest request) =>
        [.. request.Earlier.Select(message => message.Text).Prepend(request.Instructions).SelectMany(text => Memory.Matches(text)).Select(match => match.Groups["text"].Value).Where(text => !Fact.IsMatch(text)).Distinct()];

    private static List<(string Key, string Value)> In(OfflineRequest request)
    {
        var shown = request.Earlier.Where(message => message.Role == ChatRole.User).Select(message => Origin.Replace(message.Text, ""));
        return [.. shown.Prepend(Origin.Replace(request.Instructions, "")).SelectMany(text => Fact.Matches(text))
            .Select(match => (Key(match.Groups["key"].Value), match.Groups["value"].Value.Trim().TrimEnd('.')))
            .Where(fact => fact.Item1.Length > 0 && fact.Item2.Length > 0)
            .Distinct()];
    }

    // 'User profile' and 'user_name' are the user's: the profile, the name.
    private static string Key(string key) => Owner.Replace(key.Replace('_', ' ').Trim(), "").ToLowerInvariant();

    [GeneratedRegex(@"(?:^|[\n,;]|\.\s)[-*\s]*(?<key>\p{L}[\p{L}\d_ ]{1,40}?):[ \t]*(?<value>\S.*?)(?=,\s*\p{L}[\p{L}\d_ ]{1,40}?:|\.\s|[;\n]|\.?$)", RegexOptions.Multiline)]
    private static partial Regex Fact { get; }

    // When and where a memory comes from.
    [GeneratedRegex(@"[ ]\(\d{4}-\d\d-\d\d(?:, session [^\n]*)?\)$", RegexOptions.Multiline)]
    private static partial Regex Origin { get; }

    [GeneratedRegex(@"^- (?<text>[^\n]+?) \(\d{4}-\d\d-\d\d(?:, session [^\n]*)?\)$", RegexOptions.Multiline)]
    private static partial Regex Memory { get; }

    [GeneratedRegex(@"^(?:the )?user(?:'s)? ", RegexOptions.IgnoreCase)]
    private static partial Regex Owner { get; }

    [GeneratedRegex(@"\b(?:what do you (?:know|remember)|who am i)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AboutMe { get; }

    [GeneratedRegex(@"\b(?:should i|would you|can you|could you)\b.{0,100}\b(?:watch|read|eat|drink|cook|visit|do|try|listen|play|suggest|recommend)\b|\b(?:recommend|suggest)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Advice { get; }

    [GeneratedRegex(@"\b(?:preferences?|likes?|favou?rites?|interests?|tastes?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Likes { get; }

    [GeneratedRegex(@"\b(?:my|i|me|mine|am|do i)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mine { get; }
}
