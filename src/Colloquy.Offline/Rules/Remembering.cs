using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Keeps what people say of themselves, when asked which facts a conversation holds, or when there is a tool for it.</summary>
internal static partial class Remembering
{
    private const string Known = "Known already:\n";
    private const string Conversation = "The conversation:\n";
    private const string Working = "Your working memory:\n";

    /// <summary>Answers the question which facts of a conversation are worth remembering.</summary>
    public static OfflineAnswer? Learn(OfflineRequest request)
    {
        var start = request.Text.IndexOf(Conversation, StringComparison.Ordinal);
        if (start < 0 || request.Options.ResponseFormat is not ChatResponseFormatJson { SchemaName: "memories" })
            return null;

        var known = request.Text.StartsWith(Known, StringComparison.Ordinal) ? Lines(request.Text[Known.Length..start]) : [];
        var said = SaidByUser.In(request.Text[(start + Conversation.Length)..]);
        var facts = new JsonArray();
        foreach (var (key, text) in said.SelectMany(text => Facts.In(text)).Select(fact => Keyed(fact, known)).OfType<(string, string)>())
            facts.Add((JsonNode)new JsonObject { ["key"] = key, ["text"] = text });
        return OfflineAnswer.Say(new JsonObject { ["memories"] = facts }.ToJsonString());
    }

    /// <summary>Writes facts into the working memory, and says so when that is done.</summary>
    public static OfflineAnswer? Keep(OfflineRequest request)
    {
        if (request.Tools.FirstOrDefault(tool => WritesMemory.IsMatch(tool.Name)) is not { } tool || ToolParameter.Of(tool).FirstOrDefault(parameter => parameter.Name == "memory") is not { } parameter)
            return null;

        if (request.RunsOfThisTurn is { Count: > 0 } runs)
            return runs is [{ Failed: false } run] && run.Tool == tool.Name ? Facts.Note(request) ?? OfflineAnswer.Say("Forgotten.") : null;

        var known = request.Messages.Select(message => message.Text).LastOrDefault(text => text.StartsWith(Working, StringComparison.Ordinal)) is { } shown ? Lines(shown[Working.Length..]) : [];
        var changes = new JsonObject();
        if (Forget.Match(request.Text) is { Success: true } forgotten && known.ContainsKey(Slug(forgotten.Groups["subject"].Value)))
            changes[Slug(forgotten.Groups["subject"].Value)] = null;
        if (!Sentences.IsQuestion(request.Text))
        {
            foreach (var (key, text) in Facts.In(request.Text).Select(fact => Keyed(fact, known)).OfType<(string, string)>())
                changes[key] = text;
        }

        if (changes.Count == 0)
            return null;
        if (parameter.Type == "object")
            return Call(tool, changes);

        foreach (var (key, text) in changes)
        {
            known.Remove(key);
            if (text is not null)
                known[key] = text.GetValue<string>();
        }

        return Call(tool, JsonValue.Create(string.Join('\n', known.Select(fact => $"- {fact.Key}: {fact.Value}"))));
    }

    private static OfflineAnswer Call(AIFunctionDeclaration tool, JsonNode memory) =>
        OfflineAnswer.Call(new OfflineCall(tool.Name, new Dictionary<string, object?> { ["memory"] = memory is JsonValue ? memory.GetValue<string>() : JsonElement.Parse(memory.ToJsonString()) }));

    /// <summary>A fact under a key: 'your favourite tea is Assam' as favourite_tea; what is liked is put beside what is known to be.</summary>
    private static (string Key, string Text)? Keyed(string fact, Dictionary<string, string> known)
    {
        if (Named.Match(fact) is { Success: true } named)
            return (Slug(named.Groups["subject"].Value), named.Groups["value"].Value);
        if (Does.Match(fact) is not { Success: true } does)
            return null;

        var (verb, what) = (does.Groups["verb"].Value.ToLowerInvariant(), does.Groups["what"].Value);
        var key = verb switch
        {
            "love" or "like" or "enjoy" or "prefer" => "likes",
            "hate" or "dislike" => "dislikes",
            "live" => "home",
            "work" => "work",
            "am" or "are" => "description",
            "own" or "have" or "collect" or "drive" => "belongings",
            _ => $"{verb}_what",
        };
        return (key, known.TryGetValue(key, out var before) && !before.Contains(what, StringComparison.OrdinalIgnoreCase) ? $"{before}, {what}" : what);
    }

    private static Dictionary<string, string> Lines(string text)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in Line.Matches(text))
            lines[match.Groups["key"].Value] = match.Groups["text"].Value;
        return lines;
    }

    private static string Slug(string subject) => string.Join('_', Words.All(subject));

    [GeneratedRegex(@"^- (?<key>[^:\n]+): (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Line { get; }

    [GeneratedRegex(@"^update_\w*memory$")]
    private static partial Regex WritesMemory { get; }

    [GeneratedRegex(@"^your (?<subject>[\w' -]+?) (?:is|are|was) (?<value>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Named { get; }

    [GeneratedRegex(@"^you(?:'re|\s+(?:really\s+)?(?<verb>\w+))\s+(?<what>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Does { get; }

    [GeneratedRegex(@"^(?:please\s+)?forget\s+(?:about\s+)?my\s+(?<subject>[\w' -]+?)[.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Forget { get; }
}
