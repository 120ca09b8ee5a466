using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Writes the stored form of what most messages are (texts, and results of tools that are texts) without the memory that the serializer allocates for each message. Everything else is left to the serializer.</summary>
/// <remarks>It writes the same bytes as the serializer.</remarks>
internal static class MessageWriter
{
    /// <summary>Writes a message; returns false, and writes nothing, when the serializer is to write it.</summary>
    public static bool TryWrite(Utf8JsonWriter json, ChatMessage message)
    {
        if (message.GetType() != typeof(ChatMessage) || message.AdditionalProperties is not null || message.Role.Value is not { } role)
            return false;

        var contents = message.Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            if (!IsPlain(contents[i]))
                return false;
        }

        json.WriteStartObject();
        if (message.AuthorName is { } author)
            json.WriteString("authorName"u8, author);
        if (message.CreatedAt is { } created)
            json.WriteString("createdAt"u8, created);
        json.WriteString("role"u8, role);
        json.WriteStartArray("contents"u8);
        for (var i = 0; i < contents.Count; i++)
            Write(json, contents[i]);
        json.WriteEndArray();
        if (message.MessageId is { } id)
            json.WriteString("messageId"u8, id);
        json.WriteEndObject();
        return true;
    }

    private static bool IsPlain(AIContent? content) =>
        content is { Annotations: null, AdditionalProperties: null }
        && (content.GetType() == typeof(TextContent) || (content is FunctionResultContent { Result: string, CallId: not null } && content.GetType() == typeof(FunctionResultContent)));

    private static void Write(Utf8JsonWriter json, AIContent content)
    {
        json.WriteStartObject();
        if (content is FunctionResultContent result)
        {
            json.WriteString("$type"u8, "functionResult"u8);
            json.WriteString("result"u8, (string)result.Result!);
            json.WriteString("callId"u8, result.CallId);
        }
        else
        {
            json.WriteString("$type"u8, "text"u8);
            json.WriteString("text"u8, ((TextContent)content).Text);
        }

        json.WriteEndObject();
    }
}
