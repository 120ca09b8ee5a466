using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp;

/// <summary>
/// Finds what a result says twice. A server that sends structured content sends the same as text, for clients that cannot read the former:
/// as its JSON, as the one value that it wraps (<c>{"result": …}</c>), or as one of its values (a file's text beside its name).
/// </summary>
internal static class Repetition
{
    /// <summary>Whether structured content is only a wrap around texts, which are shorter and easier to read.</summary>
    public static bool SaysNoMore(JsonNode? structured, IReadOnlyList<string> texts) => structured switch
    {
        _ when texts.Count == 0 => false,
        JsonObject wrap => wrap.Count == 1 && !texts.Any(text => IsSame(wrap, text)) && (SaysNoMore(wrap.First().Value, texts) || (texts.Count == 1 && wrap.First().Value is JsonObject inner && IsSame(inner, texts[0]))),
        JsonArray items => (texts.Count == 1 && IsSame(items, texts[0])) || (items.Count == texts.Count && items.Zip(texts).All(pair => IsSame(pair.First, pair.Second))),
        _ => (texts.Count == 1 && IsSame(structured, texts[0])) || structured.AsText() is { } whole && (whole == string.Join('\n', texts) || whole == string.Concat(texts)),
    };

    /// <summary>The contents without the texts that structured content says too.</summary>
    public static IReadOnlyList<AIContent> Without(JsonNode structured, IReadOnlyList<AIContent> contents)
    {
        IReadOnlyList<string> texts = [.. contents.OfType<TextContent>().Select(content => content.Text)];
        return texts.Count > 1 && (Says(structured, string.Join('\n', texts)) || Says(structured, string.Concat(texts)))
            ? [.. contents.Where(content => content is not TextContent)]
            : [.. contents.Where(content => content is not TextContent text || !Says(structured, text.Text))];
    }

    /// <summary>Whether a value, or one within it, is what a text says.</summary>
    private static bool Says(JsonNode? value, string text) => IsSame(value, text) || value switch
    {
        JsonObject fields => fields.Any(field => Says(field.Value, text)),
        JsonArray items => items.Any(item => Says(item, text)),
        _ => false,
    };

    private static bool IsSame(JsonNode? value, string text)
    {
        if (value.AsText() is { } own)
            return own.AsSpan().Trim().SequenceEqual(text.AsSpan().Trim()) || (text.AsSpan().TrimStart() is ['"', ..] && Parse(text).AsText() == own);

        // Looked at before it is parsed: a text is compared with every value of a large result.
        var said = text.Trim();
        return value switch
        {
            null => said is "null" or "None",
            JsonObject => said is ['{', ..] && JsonNode.DeepEquals(value, Parse(said)),
            JsonArray => said is ['[', ..] && JsonNode.DeepEquals(value, Parse(said)),
            _ => said.Length < 64 && (value.ToJsonString().Equals(said, StringComparison.OrdinalIgnoreCase) || JsonNode.DeepEquals(value, Parse(said))),
        };
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return WireText.Read(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
