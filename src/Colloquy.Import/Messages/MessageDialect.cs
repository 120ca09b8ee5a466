using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Tells messages of OpenAI from those of Anthropic, where they differ.</summary>
internal static class MessageDialect
{
    private static readonly string[] OfAnthropic = ["tool_use", "tool_result", "thinking", "redacted_thinking", "image", "document", "server_tool_use"];
    private static readonly string[] OfOpenAI = ["image_url", "input_audio", "file", "refusal"];

    /// <summary>Finds the dialect of a message, or of the first message of a conversation that tells; null when none does.</summary>
    public static ImportFormat? Find(JsonElement value)
    {
        if (value.IsArray("messages", out var messages))
            return value.TryGet("system", out _) ? ImportFormat.Anthropic : FindFirst(messages);
        return value.ValueKind == JsonValueKind.Array ? FindFirst(value) : OfMessage(value);
    }

    private static ImportFormat? FindFirst(JsonElement messages)
    {
        foreach (var message in messages.EnumerateArray())
        {
            if (OfMessage(message) is { } found)
                return found;
        }

        return null;
    }

    private static ImportFormat? OfMessage(JsonElement message)
    {
        if (message.TryGet("stop_reason", out _))
            return ImportFormat.Anthropic;
        if (message.TryGet("tool_calls", out _) || message.TryGet("function_call", out _) || message.Text("role") is "tool" or "function" or "system" or "developer")
            return ImportFormat.ChatCompletions;
        if (!message.IsArray("content", out var content))
            return null;

        foreach (var part in content.EnumerateArray())
        {
            if (OfAnthropic.Contains(part.Text("type")))
                return ImportFormat.Anthropic;
            if (OfOpenAI.Contains(part.Text("type")))
                return ImportFormat.ChatCompletions;
        }

        return null;
    }
}
