using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps messages of Semantic Kernel.</summary>
internal static class SemanticKernelMapper
{
    public static ImportedItem Map(JsonItem item)
    {
        var (message, notes) = (item.Value, new ItemNotes(item.Place));
        var role = message.IsObject("Role", out var label) ? label.Text("Label") : message.Text("Role");
        List<AIContent> contents = [];
        if (message.IsArray("Items", out var items))
        {
            var i = 0;
            foreach (var part in items.EnumerateArray())
            {
                contents.Add(Map(part, notes, string.Create(CultureInfo.InvariantCulture, $".Items[{i}]")));
                i++;
            }
        }
        else if (message.Text("Content") is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }

        var metadata = message.IsObject("Metadata", out var found) ? found : default;
        var properties = Properties.Rest(message, "Role", "Items", "Content", "AuthorName", "ModelId", "Metadata", "MimeType");
        if (metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, value) in Properties.Rest(metadata, "Usage", "CreatedAt", "FinishReason") ?? [])
                (properties ??= []).TryAdd(name, value);
        }

        if (role == "developer")
            (properties ??= [])["role"] = role;
        return new ImportedItem
        {
            Place = item.Place,
            Message = new ChatMessage(RoleOf(role), contents) { AuthorName = message.Text("AuthorName"), CreatedAt = metadata.Time("CreatedAt"), AdditionalProperties = properties },
            Call = role == "assistant" ? CallOf(message, metadata) : null,
            Notes = [.. item.Notes, .. notes.Take()],
        };
    }

    private static ChatRole RoleOf(string? role) => role switch
    {
        "developer" => ChatRole.System,
        null or "" => new ChatRole("unknown"),
        _ => new ChatRole(role),
    };

    private static AIContent Map(JsonElement part, ItemNotes notes, string path)
    {
        var type = part.Text("$type");
        AIContent? mapped = type switch
        {
            "TextContent" => new TextContent(part.Text("Text") ?? ""),
            "ReasoningContent" => new TextReasoningContent(part.Text("Text")),
            "ImageContent" or "AudioContent" or "BinaryContent" => DataOf(part, type),
            "FileReferenceContent" when part.Text("FileId") is { } id => new HostedFileContent(id),
            "FunctionCallContent" when part.Text("FunctionName") is not null => CallArguments.Call(IdOf(part, "Id"), NameOf(part), part.TryGet("Arguments", out var arguments) ? arguments : default, notes, $"{path}.Arguments"),
            "FunctionResultContent" => new FunctionResultContent(IdOf(part, "CallId"), part.TryGet("Result", out var result) ? result.ValueKind == JsonValueKind.String ? result.GetString() : result : null),
            _ => null,
        };
        if (mapped is null)
            return PartMapper.Keep(part, type is null ? "a part without a type" : $"a part of type '{type}'", notes, path);

        foreach (var (name, value) in Properties.Rest(part, "$type", "Text", "MimeType", "Data", "DataUri", "Uri", "FileId", "Id", "CallId", "PluginName", "FunctionName", "Arguments", "Result") ?? [])
            (mapped.AdditionalProperties ??= []).TryAdd(name, value);
        return mapped;
    }

    private static AIContent? DataOf(JsonElement part, string type)
    {
        var media = part.Text("MimeType");
        var any = type switch { "ImageContent" => "image/*", "AudioContent" => "audio/*", _ => "application/octet-stream" };
        return MediaMapper.OfBase64(part.Text("Data"), media ?? "application/octet-stream") ?? MediaMapper.OfLink(part.Text("DataUri") ?? part.Text("Uri"), media ?? any);
    }

    /// <summary>Semantic Kernel names a function to models by its plugin and its name. Calls of models without ids have none: the function's name stands for it then.</summary>
    private static string IdOf(JsonElement part, string name) => part.Text(name) ?? $"call-{NameOf(part)}";

    private static string NameOf(JsonElement part) => part.Text("PluginName") is { Length: > 0 } plugin ? $"{plugin}-{part.Text("FunctionName")}" : part.Text("FunctionName") ?? "unknown";

    private static ImportedCall? CallOf(JsonElement message, JsonElement metadata)
    {
        UsageDetails? usage = null;
        if (metadata.IsObject("Usage", out var counts))
        {
            usage = new UsageDetails
            {
                InputTokenCount = counts.Number("InputTokenCount") ?? counts.Number("PromptTokens"),
                OutputTokenCount = counts.Number("OutputTokenCount") ?? counts.Number("CompletionTokens"),
                TotalTokenCount = counts.Number("TotalTokenCount") ?? counts.Number("TotalTokens"),
                CachedInputTokenCount = counts.IsObject("InputTokenDetails", out var input) ? input.Number("CachedTokenCount") : null,
                ReasoningTokenCount = counts.IsObject("OutputTokenDetails", out var output) ? output.Number("ReasoningTokenCount") : null,
            };
        }

        return usage is null && message.Text("ModelId") is null
            ? null
            : new ImportedCall { Model = message.Text("ModelId"), Usage = usage, FinishReason = metadata.Text("FinishReason"), ResponseId = metadata.Text("Id") };
    }
}
