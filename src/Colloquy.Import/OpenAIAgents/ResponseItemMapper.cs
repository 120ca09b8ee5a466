using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps the items of OpenAI's Responses API, which the Agents SDK stores.</summary>
internal sealed class ResponseItemMapper(string source)
{
    private readonly MessageMapper _messages = new(source);

    /// <summary>Maps an item. What an answer of a model consists of are parts of one message.</summary>
    /// <param name="item">The item.</param>
    /// <param name="place">Its place.</param>
    /// <param name="at">When it was stored.</param>
    /// <param name="notes">Notes on it so far.</param>
    public IEnumerable<ImportedItem> Map(JsonElement item, string place, DateTimeOffset? at, ItemNotes notes)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw new ImportException(ImportFailure.Malformed, source, place, "is not an item of a conversation: it is no JSON object");

        var type = item.Text("type");
        if (type is null or "message" && item.Text("role") is not null)
        {
            foreach (var mapped in _messages.Map(item, place, notes.Take()))
                yield return mapped with { Message = At(mapped.Message, at), ContinuesMessage = mapped.Message.Role == ChatRole.Assistant };
            yield break;
        }

        var (role, content) = Map(type, item, notes);
        yield return new ImportedItem
        {
            Place = place,
            Message = new ChatMessage(role, [content]) { CreatedAt = at },
            ContinuesMessage = role == ChatRole.Assistant,
            Notes = notes.Take(),
        };
    }

    private static (ChatRole Role, AIContent Content) Map(string? type, JsonElement item, ItemNotes notes)
    {
        switch (type)
        {
            case "function_call" when (item.Text("call_id") ?? item.Text("id")) is { } id && item.Text("name") is { } name:
                return (ChatRole.Assistant, With(CallArguments.Call(id, name, item.TryGet("arguments", out var arguments) ? arguments : default, notes, ".arguments"), item, "type", "call_id", "name", "arguments"));
            case "custom_tool_call" when item.Text("call_id") is { } id && item.Text("name") is { } name:
                return (ChatRole.Assistant, With(new FunctionCallContent(id, name, new Dictionary<string, object?> { ["input"] = item.Text("input") }), item, "type", "call_id", "name", "input"));
            case "function_call_output" or "custom_tool_call_output" when item.Text("call_id") is { } id:
                return (ChatRole.Tool, With(new FunctionResultContent(id, PartMapper.ResultOf(item.TryGet("output", out var output) ? output : default, notes, ".output")), item, "type", "call_id", "output"));
            case "reasoning":
                return (ChatRole.Assistant, With(new TextReasoningContent(ReasoningOf(item)) { ProtectedData = item.Text("encrypted_content") }, item, "type", "encrypted_content"));
            default:
                // The results of tools that a client runs answer as tools do; everything else is what the service did for its answer.
                return (type?.EndsWith("_output", StringComparison.Ordinal) is true ? ChatRole.Tool : ChatRole.Assistant, PartMapper.Keep(item, type is null ? "an item without a type" : $"an item of type '{type}'", notes, ""));
        }
    }

    private static string ReasoningOf(JsonElement item)
    {
        var texts = new List<string>();
        foreach (var name in new[] { "summary", "content" })
        {
            if (!item.IsArray(name, out var parts))
                continue;

            foreach (var part in parts.EnumerateArray())
            {
                if (part.Text("text") is { } text)
                    texts.Add(text);
            }

            // The summary of reasoning stands for it, where there is one.
            if (texts.Count > 0)
                break;
        }

        return string.Join("\n\n", texts);
    }

    private static AIContent With(AIContent content, JsonElement item, params ReadOnlySpan<string> known)
    {
        foreach (var (name, value) in Properties.Rest(item, known) ?? [])
        {
            if (name != "status" || value is not "completed")
                (content.AdditionalProperties ??= []).TryAdd(name, value);
        }

        return content;
    }

    private static ChatMessage At(ChatMessage message, DateTimeOffset? at)
    {
        message.CreatedAt ??= at;
        return message;
    }
}
