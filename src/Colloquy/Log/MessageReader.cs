using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads the stored form of what most messages are (texts, reasoning, calls and results of tools) in a fraction of the time that the serializer takes. Everything else is left to the serializer.</summary>
/// <remarks>It reads exactly what <see cref="MessageCodec"/> writes, and makes of it the same objects as the serializer.</remarks>
internal static class MessageReader
{
    /// <summary>Reads a message; null when the serializer is to read it.</summary>
    public static ChatMessage? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            var cursor = new JsonCursor(json);
            return TryTakeMessage(ref cursor, out var message) && cursor.IsAtEnd ? message : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The serializer says what is wrong with it.
            return null;
        }
    }

    private static bool TryTakeMessage(ref JsonCursor json, out ChatMessage message)
    {
        message = new ChatMessage();
        if (!json.TryTake("{"u8))
            return false;

        if (json.TryTake("\"authorName\":"u8))
        {
            if (!json.TryTakeName(out var author) || !json.TryTake(","u8))
                return false;
            message.AuthorName = author;
        }

        if (json.TryTake("\"createdAt\":"u8))
        {
            if (!json.TryTakeDate(out var created) || !json.TryTake(","u8))
                return false;
            message.CreatedAt = created;
        }

        if (!json.TryTake("\"role\":"u8) || !TryTakeRole(ref json, out var role) || !json.TryTake(",\"contents\":["u8) || !TryTakeContents(ref json, out var contents))
            return false;

        (message.Role, message.Contents) = (role, contents);
        if (json.TryTake(",\"messageId\":"u8))
        {
            if (!json.TryTakeString(out var id))
                return false;
            message.MessageId = id;
        }

        return json.TryTake("}"u8);
    }

    private static bool TryTakeRole(ref JsonCursor json, out ChatRole role)
    {
        role = default;
        if (json.TryTake("\"user\""u8))
            role = ChatRole.User;
        else if (json.TryTake("\"assistant\""u8))
            role = ChatRole.Assistant;
        else if (json.TryTake("\"tool\""u8))
            role = ChatRole.Tool;
        else
            return false;
        return true;
    }

    private static bool TryTakeContents(ref JsonCursor json, out List<AIContent> contents)
    {
        // Most messages have one.
        contents = new List<AIContent>(1);
        if (json.TryTake("]"u8))
            return true;

        do
        {
            if (TryTakeContent(ref json) is not { } content)
                return false;
            contents.Add(content);
        }
        while (json.TryTake(","u8));
        return json.TryTake("]"u8);
    }

    private static AIContent? TryTakeContent(ref JsonCursor json)
    {
        AIContent? content = json.TryTake("{\"$type\":\"text\",\"text\":"u8) ? TryTakeText(ref json)
            : json.TryTake("{\"$type\":\"functionResult\","u8) ? TryTakeResult(ref json)
            : json.TryTake("{\"$type\":\"functionCall\",\"name\":"u8) ? TryTakeCall(ref json)
            : json.TryTake("{\"$type\":\"reasoning\",\"text\":"u8) ? TryTakeReasoning(ref json)
            : null;
        return content is not null && json.TryTake("}"u8) ? content : null;
    }

    private static TextContent? TryTakeText(ref JsonCursor json) => json.TryTakeString(out var text) ? new TextContent(text) : null;

    private static TextReasoningContent? TryTakeReasoning(ref JsonCursor json)
    {
        if (!json.TryTakeString(out var text))
            return null;

        string? secret = null;
        return json.TryTake(",\"protectedData\":"u8) && !json.TryTakeString(out secret) ? null : new TextReasoningContent(text) { ProtectedData = secret };
    }

    private static FunctionResultContent? TryTakeResult(ref JsonCursor json)
    {
        object? result = null;
        if (json.TryTake("\"result\":"u8) && (!json.TryTakeValue(out result) || !json.TryTake(","u8)))
            return null;
        return json.TryTake("\"callId\":"u8) && json.TryTakeString(out var id) ? new FunctionResultContent(id, result) : null;
    }

    private static FunctionCallContent? TryTakeCall(ref JsonCursor json)
    {
        Dictionary<string, object?>? arguments = null;
        if (!json.TryTakeName(out var name) || (json.TryTake(",\"arguments\":"u8) && (!json.TryTakeObject(out var value) || !TryOpen(value, out arguments))))
            return null;

        var isInformation = json.TryTake(",\"informationalOnly\":true"u8);
        if (!isInformation && !json.TryTake(",\"informationalOnly\":false"u8))
            return null;
        return json.TryTake(",\"callId\":"u8) && json.TryTakeString(out var id) ? new FunctionCallContent(id, name, arguments) { InformationalOnly = isInformation } : null;
    }

    /// <summary>Makes arguments of an object. They share the memory of one document, where the serializer makes one for each.</summary>
    private static bool TryOpen(JsonElement json, out Dictionary<string, object?> arguments)
    {
        arguments = new Dictionary<string, object?>(json.GetPropertyCount());
        foreach (var property in json.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);

            // Of several values under one name, the serializer knows which counts.
            if (name.Contains((byte)'\\') || !arguments.TryAdd(NameCache.Get(name), property.Value.ValueKind == JsonValueKind.Null ? null : property.Value))
                return false;
        }

        return true;
    }
}
