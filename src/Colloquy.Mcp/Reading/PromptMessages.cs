using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp;

/// <summary>Reads the messages of a prompt.</summary>
internal static class PromptMessages
{
    public static IReadOnlyList<ChatMessage> Read(JsonNode? messages) => messages switch
    {
        null => [],
        JsonArray many => [.. many.Select(ReadOne)],
        _ => [ReadOne(messages)],
    };

    private static ChatMessage ReadOne(JsonNode? message)
    {
        if (message is not JsonObject fields)
            return new ChatMessage(ChatRole.User, [.. Blocks.ReadAll(new JsonArray([message?.DeepClone()]))]);

        var contents = Blocks.ReadAll(fields["content"] ?? new JsonArray([null]));
        return new ChatMessage(fields["role"].AsText() == "assistant" ? ChatRole.Assistant : ChatRole.User, [.. contents]);
    }
}
