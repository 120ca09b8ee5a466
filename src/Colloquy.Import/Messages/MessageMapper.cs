using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps messages of OpenAI's chat completions and of Anthropic's Messages API, of which many are the same. For one conversation, in order.</summary>
/// <param name="source">The file, for errors.</param>
internal sealed class MessageMapper(string source)
{
    private static readonly string[] Known =
        ["role", "content", "name", "tool_calls", "tool_call_id", "function_call", "refusal", "reasoning_content", "reasoning", "id", "type"];

    private static readonly string[] KnownOfCalls = ["usage", "model", "stop_reason", "finish_reason"];

    private int _legacyCalls;
    private string? _legacyCall;

    /// <summary>Maps a message. One of Anthropic's that answers calls and says more becomes several.</summary>
    public IReadOnlyList<ImportedItem> Map(JsonElement message, string place, IReadOnlyList<ImportNote>? before = null)
    {
        if (message.ValueKind != JsonValueKind.Object || message.Text("role") is not { } role)
            throw new ImportException(ImportFailure.Malformed, source, place, "is not a message: it has no role");

        var notes = new ItemNotes(place);
        var contents = role is "tool" or "function" ? Result(message, role, notes) : Contents(message, notes);
        var (at, call) = (message.Time("created_at") ?? message.Time("timestamp"), CallOf(message));
        var properties = Properties.Rest(message, [.. Known, .. call is null ? [] : KnownOfCalls, .. at is null ? [] : (string[])["created_at", "timestamp"]]);
        if (message.Text("type") is { } type and not "message")
            (properties ??= [])["type"] = type;
        var items = new List<ImportedItem>();
        foreach (var (partRole, part) in Split(RoleOf(role, ref properties, notes), contents))
        {
            items.Add(new ImportedItem
            {
                Place = place,
                Message = new ChatMessage(partRole, part)
                {
                    AuthorName = message.Text("name"),
                    MessageId = message.Text("id"),
                    CreatedAt = at,
                    AdditionalProperties = items.Count == 0 ? properties : null,
                },
                Notes = items.Count == 0 ? [.. before ?? [], .. notes.Take()] : [],
                Call = items.Count == 0 ? call : null,
            });
        }

        return items;
    }

    private List<AIContent> Contents(JsonElement message, ItemNotes notes)
    {
        List<AIContent> contents = [];
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } reasoning)
            contents.Add(new TextReasoningContent(reasoning));
        else if (message.TryGet("reasoning", out var other) && other.ValueKind != JsonValueKind.String)
            contents.Add(PartMapper.Keep(other, "reasoning that is no text", notes, ".reasoning"));
        if (message.TryGet("content", out var content))
            contents.AddRange(PartMapper.MapAll(content, notes, ".content"));
        if (message.Text("refusal") is { Length: > 0 } refusal)
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        if (message.IsArray("tool_calls", out var calls))
        {
            var i = 0;
            foreach (var call in calls.EnumerateArray())
                contents.Add(Call(call, notes, $".tool_calls[{i++}]"));
        }

        if (message.IsObject("function_call", out var legacy) && legacy.Text("name") is { } name)
        {
            _legacyCall = $"function_call_{++_legacyCalls}";
            contents.Add(CallArguments.Call(_legacyCall, name, legacy.TryGet("arguments", out var arguments) ? arguments : default, notes, ".function_call"));
        }

        return contents;
    }

    private static AIContent Call(JsonElement call, ItemNotes notes, string path)
    {
        if (call.Text("id") is { } id && call.IsObject("function", out var function) && function.Text("name") is { } name)
            return CallArguments.Call(id, name, function.TryGet("arguments", out var arguments) ? arguments : default, notes, path);
        if (call.Text("id") is { } other && call.IsObject("custom", out var custom) && custom.Text("name") is { } tool)
            return new FunctionCallContent(other, tool, new Dictionary<string, object?> { ["input"] = custom.Text("input") });

        return PartMapper.Keep(call, "a call without an id and a name", notes, path);
    }

    private List<AIContent> Result(JsonElement message, string role, ItemNotes notes)
    {
        var id = role == "function" ? _legacyCall : message.Text("tool_call_id");
        if (id is null)
            return [PartMapper.Keep(message, "a result that names no call", notes, "")];

        return [new FunctionResultContent(id, PartMapper.ResultOf(message.TryGet("content", out var content) ? content : default, notes, ".content"))];
    }

    private static ChatRole RoleOf(string role, ref AdditionalPropertiesDictionary? properties, ItemNotes notes)
    {
        switch (role)
        {
            case "system" or "user" or "assistant" or "tool":
                return new ChatRole(role);
            case "function":
                return ChatRole.Tool;
            case "developer":
                (properties ??= [])["role"] = role;
                return ChatRole.System;
            case "model":
                (properties ??= [])["role"] = role;
                return ChatRole.Assistant;
            default:
                notes.Add(ImportNoteKind.KeptRaw, ".role", $"is '{role}', which models may not know; it is kept");
                return new ChatRole(string.IsNullOrWhiteSpace(role) ? "unknown" : role);
        }
    }

    /// <summary>Parts results from what else a message says: each result answers as a tool.</summary>
    private static List<(ChatRole Role, List<AIContent> Contents)> Split(ChatRole role, List<AIContent> contents)
    {
        if (role == ChatRole.Tool || !contents.Exists(content => content is FunctionResultContent))
            return [(role, contents)];

        List<(ChatRole Role, List<AIContent> Contents)> parts = [];
        foreach (var content in contents)
        {
            var own = content is FunctionResultContent ? ChatRole.Tool : role;
            if (parts.Count == 0 || parts[^1].Role != own)
                parts.Add((own, []));
            parts[^1].Contents.Add(content);
        }

        return parts;
    }

    private static ImportedCall? CallOf(JsonElement message)
    {
        var usage = message.IsObject("usage", out var counts) ? UsageMapper.Read(counts) : null;
        return message.Text("role") != "assistant" || (usage is null && message.Text("model") is null)
            ? null
            : new ImportedCall { Model = message.Text("model"), Usage = usage, FinishReason = message.Text("stop_reason") ?? message.Text("finish_reason"), ResponseId = message.Text("id") };
    }
}
