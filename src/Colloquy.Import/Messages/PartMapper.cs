using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps the parts of a message's content, as OpenAI's and Anthropic's services write them. A part of an unknown type is kept as it is.</summary>
internal static class PartMapper
{
    /// <summary>Maps content: a text, one part, or an array of parts.</summary>
    public static List<AIContent> MapAll(JsonElement content, ItemNotes notes, string path)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return [];
            case JsonValueKind.String:
                return [new TextContent(content.GetString())];
            case JsonValueKind.Array:
                List<AIContent> parts = [];
                var i = 0;
                foreach (var part in content.EnumerateArray())
                    parts.Add(Map(part, notes, $"{path}[{i++}]"));
                return parts;
            default:
                return [Map(content, notes, path)];
        }
    }

    private static AIContent Map(JsonElement part, ItemNotes notes, string path)
    {
        if (part.ValueKind == JsonValueKind.String)
            return new TextContent(part.GetString());
        if (part.ValueKind != JsonValueKind.Object)
            return Keep(part, "a part that is no object", notes, path);

        var type = part.Text("type");
        var mapped = type switch
        {
            "text" or "input_text" or "output_text" when part.Text("text") is { } text => new TextContent(text) { AdditionalProperties = Properties.Rest(part, "type", "text") },
            "image_url" or "input_image" or "image" or "document" or "input_audio" or "file" or "input_file" => MediaMapper.Map(part),
            "refusal" when part.Text("refusal") is { } refusal => new ErrorContent(refusal) { ErrorCode = "Refusal" },
            "thinking" when part.Text("thinking") is { } thinking => new TextReasoningContent(thinking) { ProtectedData = part.Text("signature") },
            "redacted_thinking" when part.Text("data") is { } data => new TextReasoningContent("") { ProtectedData = data },
            "tool_use" when part.Text("id") is { } id && part.Text("name") is { } name => With(CallArguments.Call(id, name, part.TryGet("input", out var input) ? input : default, notes, path), Properties.Rest(part, "type", "id", "name", "input")),
            "tool_result" when part.Text("tool_use_id") is { } id => new FunctionResultContent(id, ResultOf(part.TryGet("content", out var result) ? result : default, notes, $"{path}.content"))
            {
                AdditionalProperties = Properties.Rest(part, "type", "tool_use_id", "content"),
            },
            _ => null,
        };
        return mapped ?? Keep(part, type is null ? "a part without a type" : $"a part of type '{type}'", notes, path);
    }

    /// <summary>Maps what a tool returned: a text, or parts.</summary>
    public static object? ResultOf(JsonElement result, ItemNotes notes, string path)
    {
        if (result.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        if (result.ValueKind == JsonValueKind.String)
            return result.GetString();
        if (result.ValueKind != JsonValueKind.Array)
            return result;

        var parts = MapAll(result, notes, path);
        return parts.TrueForAll(part => part is TextContent { AdditionalProperties: null }) ? string.Concat(parts.Select(part => ((TextContent)part).Text)) : parts;
    }

    /// <summary>Keeps a part as it is.</summary>
    public static UnknownContent Keep(JsonElement part, string what, ItemNotes notes, string path)
    {
        notes.Add(ImportNoteKind.KeptRaw, path, $"holds {what}, which is kept as it is and not shown to models");
        return new UnknownContent(part);
    }

    private static AIContent With(AIContent content, AdditionalPropertiesDictionary? rest)
    {
        if (rest is null)
            return content;

        foreach (var (name, value) in rest)
            (content.AdditionalProperties ??= []).TryAdd(name, value);
        return content;
    }
}
