using System.Text.Json;

namespace Colloquy.Offline;

/// <summary>Says a tool's result in a sentence, and nothing that the result does not say.</summary>
internal static class ResultSentence
{
    private static readonly string[] s_messages = ["message", "result", "text", "answer", "summary"];

    private static readonly Dictionary<string, string> s_done = new(StringComparer.Ordinal)
    {
        ["create"] = "created", ["add"] = "added", ["open"] = "opened", ["submit"] = "submitted", ["book"] = "booked", ["schedule"] = "scheduled",
        ["send"] = "sent", ["update"] = "updated", ["set"] = "set", ["delete"] = "deleted", ["remove"] = "removed", ["cancel"] = "cancelled", ["close"] = "closed",
    };

    public static string Of(OfflineToolRun run)
    {
        if (run.Failed)
            return $"I could not do that: {run.Tool} reported an error: {Sentence(run.Error ?? run.Text)}";

        return run.Json is { } json ? Of(run, json) : run.Text.Length > 0 ? Sentence(run.Text) : $"{run.Tool} returned nothing.";
    }

    /// <summary>Says what a result holds, without what was done to get it.</summary>
    public static string Details(OfflineToolRun run) => Sentence(run.Json is { } json ? Value(json) : run.Text);

    private static string Of(OfflineToolRun run, JsonElement json)
    {
        var words = Words.Of(run.Tool);
        var (verb, noun) = (words.Count > 1 ? words[0] : "", string.Join(' ', words.Skip(words.Count > 1 ? 1 : 0).Where(word => word != "all")));
        return json.ValueKind switch
        {
            JsonValueKind.String => Sentence(json.GetString()!),
            JsonValueKind.Null => $"{run.Tool} returned nothing.",
            JsonValueKind.Array => List(noun, [.. json.EnumerateArray()]),
            JsonValueKind.Object when Message(json) is { } message => Sentence(message),
            JsonValueKind.Object when s_done.TryGetValue(verb, out var done) => $"I've {done} the {noun}: {Fields(json)}.",
            JsonValueKind.Object => $"Here is the {noun}: {Fields(json)}.",
            _ => $"The {noun} is {Value(json)}.",
        };
    }

    private static string List(string noun, List<JsonElement> items) => items.Count switch
    {
        0 => $"There are no {Plural(noun)}.",
        1 => $"There is 1 {noun}: {Value(items[0])}.",
        _ => $"There are {items.Count} {Plural(noun)}: {string.Join("; ", items.Select((item, at) => $"({at + 1}) {Value(item)}"))}.",
    };

    private static string? Message(JsonElement json) =>
        json.EnumerateObject().ToList() is [var only] && s_messages.Contains(only.Name) && only.Value.ValueKind is JsonValueKind.String ? only.Value.GetString() : null;

    private static string Fields(JsonElement json) => string.Join(", ",
        json.EnumerateObject().Where(field => field.Value.ValueKind is not JsonValueKind.Null)
            .Select(field => $"{string.Join(' ', field.Name.Split('_', '-'))} {Value(field.Value)}"));

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Fields(value),
        JsonValueKind.Array => string.Join(" and ", value.EnumerateArray().Select(Value)),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToString(),
    };

    private static string Plural(string noun) => noun.EndsWith('s') ? noun : noun.EndsWith('y') && !noun.EndsWith("ey", StringComparison.Ordinal) ? noun[..^1] + "ies" : noun + "s";

    private static string Sentence(string text) => text.Trim() is var words && words.Length > 0 && char.IsLetterOrDigit(words[^1]) ? words + "." : words;
}
