using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Finds what people say of themselves: 'My name is Ines and I collect clocks.'</summary>
internal static partial class Facts
{
    public static OfflineAnswer? Note(OfflineRequest request)
    {
        if (Sentences.IsQuestion(request.Text) || In(request.Text) is not { Count: > 0 } facts)
            return null;

        var hello = FindName(request.Text) is { } name ? $"Nice to meet you, {name}. " : "";
        return OfflineAnswer.Say($"{hello}Noted: {Sentences.Join(facts)}.");
    }

    /// <summary>Answers 'What's my favourite colour?' from 'My favourite colour is blue.'</summary>
    public static OfflineAnswer? AnswerByName(OfflineRequest request)
    {
        if (ByName.Match(request.Text) is not { Success: true } asked)
            return null;

        var subject = asked.Groups["subject"].Value.Trim();
        if (subject == "name")
            return OfflineAnswer.Say(NameIn(request) is { } name ? $"Your name is {name}." : NoRecord($"your {subject}"));

        var fact = request.EarlierUserTexts.Reverse().SelectMany(In)
            .FirstOrDefault(fact => fact.StartsWith($"your {subject} ", StringComparison.OrdinalIgnoreCase));
        return OfflineAnswer.Say(fact is not null ? $"{Sentences.Capitalise(fact)}." : NoRecord($"your {subject}"));
    }

    /// <summary>Returns the facts in a text, said to the person: 'your name is Ines', 'you collect clocks'.</summary>
    public static IReadOnlyList<string> In(string text) =>
        [.. Sentences.Of(text).Where(sentence => !sentence.EndsWith('?'))
            .SelectMany(sentence => Clauses.Split(Sentences.WithoutGreeting(sentence)))
            .Select(clause => Fact.Match(clause.Trim().Replace('’', '\'')))
            .Where(match => match.Success)
            .Select(match => SecondPerson.Of(match.Groups["fact"].Value.TrimEnd('.', '!', ' ')))];

    public static string? NameIn(OfflineRequest request) =>
        request.EarlierUserTexts.Append(request.Text).Select(FindName).LastOrDefault(name => name is not null);

    public static string NoRecord(string what) => $"I have no record of {what} in this conversation.";

    private static string? FindName(string text) => Name.Match(text) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"\b(?:[Mm]y name is|[Cc]all me|[Ii]['’]m(?: called)?)\s+(?<name>\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*)*)")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\s*,?\s+(?:and|but)\s+(?=(?:i|i['’]m|i['’]ve|my|we)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Clauses { get; }

    [GeneratedRegex(@"^(?:please\s+)?(?:(?:remember|note|keep in mind)(?:\s+that)?\s+)?(?<fact>my\s+[\w' -]+?\s+(?:is|are|was)\s+.+|i\s+(?:really\s+)?(?:love|like|enjoy|prefer|hate|dislike|live|work|own|have|play|study|speak|drive|collect|am)\s+.+|i'm\s+(?!having|trying|looking|asking|wondering|getting|not\s+sure|saving)\w.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Fact { get; }

    [GeneratedRegex(@"^(?:and\s+)?(?:what(?:['’]s|\s+is|\s+was)|do you (?:know|remember)|tell me|remind me of)\s+my\s+(?<subject>[\w' -]+?)\s*(?:again)?[?.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex ByName { get; }
}
