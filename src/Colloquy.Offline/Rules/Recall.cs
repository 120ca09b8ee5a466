using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Answers questions about the conversation itself, from the earlier messages that were sent and from nothing else.</summary>
internal static partial class Recall
{
    public static OfflineAnswer? Answer(OfflineRequest request) =>
        (AboutMe(request) ?? Topic(request) ?? Doing(request) ?? Thing(request) ?? Saying(request) ?? Asked(request) ?? Taste(request)) is { } text ? OfflineAnswer.Say(text) : null;

    private static string? AboutMe(OfflineRequest request)
    {
        if (!AboutMeQuestion.IsMatch(request.Text))
            return null;

        var facts = request.EarlierUserTexts.SelectMany(Facts.In).Distinct().ToList();
        return facts.Count > 0 ? $"You told me that {Sentences.Join(facts)}." : Facts.NoRecord("anything about you");
    }

    private static string? Topic(OfflineRequest request)
    {
        if (!TopicQuestion.IsMatch(request.Text))
            return null;

        var said = request.EarlierUserTexts.Reverse().Where(text => !Asks(text) && Topics.Has(text)).ToList();
        if ((said.FirstOrDefault(text => Topics.In(text) is not null) ?? said.FirstOrDefault()) is not { } text)
            return Facts.NoRecord("what it was about");

        return Topics.In(text) is { } topic ? $"It was about {topic}." : $"You said: \"{text}\"";
    }

    private static bool Asks(string text) =>
        AboutMeQuestion.IsMatch(text) || TopicQuestion.IsMatch(text) || DoingQuestion.IsMatch(text) || ThingQuestion.IsMatch(text) || SayingQuestion.IsMatch(text);

    // 'What were we aiming for?' is answered by what follows 'for' after a word that begins like 'aiming'.
    private static string? Doing(OfflineRequest request)
    {
        if (DoingQuestion.Match(request.Text) is not { Success: true } asked)
            return null;

        var (doing, link) = (asked.Groups["doing"].Value.ToLowerInvariant(), asked.Groups["link"].Value.ToLowerInvariant());
        var stem = Regex.Escape(doing[..^3]);
        var said = new Regex($@"\b{stem}(?:e|es|ed|ing|s)?\b[^.!?;]{{0,200}}?\b{link}\s+(?<what>[^.!?;]+)", RegexOptions.IgnoreCase);
        var found = request.EarlierUserTexts.Reverse().Where(text => !DoingQuestion.IsMatch(text)).Select(text => said.Match(text)).FirstOrDefault(match => match.Success);
        return found is not null
            ? $"You were {doing} {link} {SecondPerson.Of(found.Groups["what"].Value.Trim())}."
            : Facts.NoRecord($"what you were {doing} {link}");
    }

    private static string? Thing(OfflineRequest request)
    {
        if (ThingQuestion.Match(request.Text) is not { Success: true } asked)
            return null;

        var thing = asked.Groups["thing"].Value.Trim();
        return Mentions.Find(request, thing) is { } value ? $"The {thing} was {value}." : Facts.NoRecord($"that {thing}");
    }

    private static string? Saying(OfflineRequest request)
    {
        if (SayingQuestion.Match(request.Text) is not { Success: true } asked)
            return null;

        var about = asked.Groups["about"].Value.Trim();
        var wanted = Words.Of(about);
        var said = request.EarlierUserTexts.Reverse().SelectMany(Sentences.Of)
            .FirstOrDefault(sentence => wanted.Count > 0 && !SayingQuestion.IsMatch(sentence) && wanted.All(Words.Of(sentence).Contains));
        return said is not null ? $"You said: \"{said}\"" : Facts.NoRecord(SecondPerson.Of(about));
    }

    private static string? Asked(OfflineRequest request)
    {
        if (!AskedQuestion.IsMatch(request.Text))
            return null;

        var said = request.EarlierUserTexts.Where(text => !Asks(text) && !AskedQuestion.IsMatch(text)).TakeLast(3).ToList();
        return said.Count > 0 ? $"You said: {string.Join(", then ", said.Select(text => $"\"{text}\""))}" : Facts.NoRecord("anything that you asked for");
    }

    // 'What do I collect?' is answered by 'I collect clocks.'
    private static string? Taste(OfflineRequest request)
    {
        if (TasteQuestion.Match(request.Text) is not { Success: true } asked)
            return null;

        var verb = asked.Groups["verb"].Value.ToLowerInvariant();
        var fact = request.EarlierUserTexts.Reverse().SelectMany(Facts.In).FirstOrDefault(fact => fact.StartsWith($"you {verb} ", StringComparison.OrdinalIgnoreCase));
        return fact is not null ? $"{Sentences.Capitalise(fact)}." : Facts.NoRecord($"what you {verb}");
    }

    [GeneratedRegex(@"\bwhat (?:did|have) (?:i|we) (?:just )?ask(?:ed)?(?: you)?(?: for| about)?(?: again| before| earlier| so far| first)?\s*[?.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex AskedQuestion { get; }

    [GeneratedRegex(@"^(?:and )?what do i (?<verb>love|like|enjoy|prefer|hate|dislike|own|play|study|speak|drive|collect)\s*[?.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex TasteQuestion { get; }

    [GeneratedRegex(@"\bwhat (?:do|can|did) you (?:remember|know|recall|learn)\b.{0,200}\b(?:me|myself)\b|\bwhat (?:have|did) i (?:told|tell|said|say to) you\b(?: so far| about me| about myself|[?.!]*$)|\bwho am i\b|\bdo you (?:still )?remember me\b|\bwhat do you remember\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex AboutMeQuestion { get; }

    [GeneratedRegex(@"\bwhat (?:was|were|am|are) (?:i|we) (?:asking|talking|discussing|wondering|inquiring|chatting|complaining)(?: you)?(?: about)?(?: again| before| earlier| last time)?\s*[?.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex TopicQuestion { get; }

    [GeneratedRegex(@"\bwhat (?:was|am|were) (?:i|we) (?<doing>[a-z]{3,}ing) (?:up )?(?<link>for|on|to|with|from|toward|towards)\b", RegexOptions.IgnoreCase)]
    private static partial Regex DoingQuestion { get; }

    [GeneratedRegex(@"\b(?:what|which) (?:was|is|were|are)? ?(?:that|the|my|our) (?<thing>[\w -]{1,80}?) (?:that )?(?:(?:we|i|you)(?:'ve)? (?:just |have |had )?(?:discussed|mentioned|talked about|said|gave|told|were talking|spoke)|again|from (?:before|earlier))|\bremind me (?:of|what) (?:the|my|that) (?<thing>[\w -]{1,80}?)(?: was| is)?[?.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex ThingQuestion { get; }

    [GeneratedRegex(@"\b(?:what did (?:i|we) (?:say|mention|tell you) about|did (?:i|we) (?:mention|say anything about|talk about|discuss)|do you remember) (?:the |a |an |that )?(?!my )(?<about>[^?.!]+)", RegexOptions.IgnoreCase)]
    private static partial Regex SayingQuestion { get; }
}
