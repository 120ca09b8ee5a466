using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps messages of LangChain as its serializer for JavaScript writes them: an object with <c>lc</c>, the name of a class, and its arguments.</summary>
/// <param name="source">The file, for errors.</param>
internal sealed class LangChainMapper(string source)
{
    private static readonly string[] Known =
        ["id", "content", "name", "tool_calls", "invalid_tool_calls", "tool_call_id", "usage_metadata", "response_metadata", "additional_kwargs", "role", "type", "lc_direct_tool_output"];

    private readonly MessageMapper _plain = new(source);

    /// <summary>The id of a message; null when it has none.</summary>
    public static string? IdOf(JsonElement message) => message.IsObject("kwargs", out var arguments) ? arguments.Text("id") : message.Text("id");

    public ImportedItem Map(JsonElement message, string place, DateTimeOffset? at)
    {
        if (!message.IsObject("kwargs", out var arguments) || !message.IsArray("id", out var names))
        {
            // Graphs may keep messages as plain objects, too.
            var plain = _plain.Map(message, place)[0];
            plain.Message.CreatedAt ??= at;
            return plain;
        }

        var type = names.GetArrayLength() > 0 ? names[names.GetArrayLength() - 1].ToString() : "";
        var notes = new ItemNotes(place);
        var properties = PropertiesOf(arguments);
        var role = RoleOf(type, arguments, notes);
        var contents = role == ChatRole.Tool ? Result(arguments, notes) : Contents(arguments, notes);
        return new ImportedItem
        {
            Place = place,
            Message = new ChatMessage(role, contents) { AuthorName = role == ChatRole.Tool ? null : arguments.Text("name"), MessageId = arguments.Text("id"), CreatedAt = at, AdditionalProperties = properties },
            Call = role == ChatRole.Assistant ? CallOf(arguments) : null,
            Notes = notes.Take(),
        };
    }

    private static ChatRole RoleOf(string type, JsonElement arguments, ItemNotes notes)
    {
        switch (type)
        {
            case "HumanMessage" or "HumanMessageChunk": return ChatRole.User;
            case "AIMessage" or "AIMessageChunk": return ChatRole.Assistant;
            case "SystemMessage" or "SystemMessageChunk": return ChatRole.System;
            case "ToolMessage" or "ToolMessageChunk" or "FunctionMessage": return ChatRole.Tool;
        }

        var role = arguments.Text("role");
        notes.Add(ImportNoteKind.KeptRaw, "", $"is a message of the class '{type}', which is kept with the role '{role ?? type}'; models may not know it");
        return new ChatRole(string.IsNullOrWhiteSpace(role) ? (type.Length == 0 ? "unknown" : type) : role);
    }

    private static List<AIContent> Contents(JsonElement arguments, ItemNotes notes)
    {
        var calls = Calls(arguments, notes);
        var ids = calls.OfType<FunctionCallContent>().Select(call => call.CallId).ToHashSet(StringComparer.Ordinal);
        var contents = arguments.TryGet("content", out var content) && !content.ValueEqualsEmpty() ? PartMapper.MapAll(content, notes, ".content") : [];

        // Clients of Anthropic leave the calls in the content, too.
        contents.RemoveAll(part => part is FunctionCallContent call && ids.Contains(call.CallId));
        contents.AddRange(calls);
        return contents;
    }

    private static List<AIContent> Calls(JsonElement arguments, ItemNotes notes)
    {
        List<AIContent> contents = [];
        var i = 0;
        foreach (var name in new[] { "tool_calls", "invalid_tool_calls" })
        {
            if (!arguments.IsArray(name, out var calls))
                continue;

            foreach (var call in calls.EnumerateArray())
            {
                var path = $".{name}[{i}]";
                var id = call.Text("id") ?? $"{arguments.Text("id")}-call-{i}";
                i++;
                contents.Add(call.Text("name") is { } tool
                    ? CallArguments.Call(id, tool, call.TryGet("args", out var args) ? args : default, notes, path)
                    : PartMapper.Keep(call, "a call without a name", notes, path));
            }
        }

        return contents;
    }

    private static List<AIContent> Result(JsonElement arguments, ItemNotes notes) => arguments.Text("tool_call_id") is { } id
        ? [new FunctionResultContent(id, PartMapper.ResultOf(arguments.TryGet("content", out var content) ? content : default, notes, ".content"))]
        : [PartMapper.Keep(arguments, "a result that names no call", notes, "")];

    private static AdditionalPropertiesDictionary? PropertiesOf(JsonElement arguments)
    {
        var properties = Properties.Rest(arguments, Known);
        foreach (var name in new[] { "additional_kwargs", "response_metadata" })
        {
            if (!arguments.IsObject(name, out var inner))
                continue;

            // Calls stand there as the service wrote them, and beside them in LangChain's own form.
            foreach (var (key, value) in Properties.Rest(inner, "tool_calls", "function_call", "usage", "tokenUsage") ?? [])
                (properties ??= []).TryAdd(key, value);
        }

        return properties;
    }

    private static ImportedCall? CallOf(JsonElement arguments)
    {
        var usage = arguments.IsObject("usage_metadata", out var counts) ? UsageMapper.Read(counts) : null;
        var metadata = arguments.IsObject("response_metadata", out var found) ? found : default;
        var model = metadata.Text("model_name") ?? metadata.Text("model");
        return usage is null && model is null
            ? null
            : new ImportedCall { Model = model, Provider = metadata.Text("model_provider"), Usage = usage, FinishReason = metadata.Text("finish_reason") ?? metadata.Text("stop_reason"), ResponseId = metadata.Text("id") };
    }
}
