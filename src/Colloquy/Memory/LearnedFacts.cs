using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a model is asked to learn from a run, and how its answer is read.</summary>
internal static class LearnedFacts
{
    public const string Instructions = """
        You keep what is worth remembering of conversations. From the conversation, take the lasting facts about the user that will matter in later
        conversations: who they are, what they like, need, own, plan or decided. Leave out what matters only now, what the assistant said of the world,
        and secrets such as passwords. Most conversations have none. Give each fact a short key in snake_case; to correct a fact that is known, use its key.
        """;

    private static readonly JsonElement Schema = JsonElement.Parse("""
        {"type":"object","properties":{"memories":{"type":"array","items":{"type":"object","properties":{
        "key":{"type":"string","description":"A short name in snake_case, such as dietary_needs."},
        "text":{"type":"string","description":"The fact, in one sentence that can be understood alone."}},
        "required":["key","text"],"additionalProperties":false}}},"required":["memories"],"additionalProperties":false}
        """);

    public static ChatResponseFormat Format { get; } = ChatResponseFormat.ForJsonSchema(Schema, "memories");

    /// <summary>Reads facts, whatever the model wrote around them.</summary>
    /// <exception cref="FormatException">There is no list of facts in the text.</exception>
    public static List<(string? Key, string Text)> Read(string text)
    {
        foreach (var root in JsonInText.Find(text, out _).Select(found => StorableJson.Of(found)))
        {
            // Brackets in prose are lists too: of facts only when every item is one.
            var isNamed = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("memories", out _);
            var facts = isNamed ? root.GetProperty("memories") : root;
            if (facts.ValueKind == JsonValueKind.Array && (isNamed || facts.EnumerateArray().All(fact => fact.ValueKind == JsonValueKind.Object && TextOf(fact, "text") is not null)))
                return [.. facts.EnumerateArray().Where(fact => fact.ValueKind == JsonValueKind.Object && TextOf(fact, "text") is not null).Select(fact => (TextOf(fact, "key"), TextOf(fact, "text")!))];
        }

        throw new FormatException("The model wrote no list of memories that can be read.");
    }

    private static string? TextOf(JsonElement fact, string name) =>
        fact.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
