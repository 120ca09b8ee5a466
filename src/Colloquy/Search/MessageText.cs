using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a message says in words: its text, and the results of tools.</summary>
internal static class MessageText
{
    public static string Of(ChatMessage message)
    {
        if (message.Contents is [TextContent only])
            return only.Text ?? "";

        return string.Join('\n', message.Contents.Select(Of).Where(text => text.Length > 0));
    }

    private static string Of(AIContent content) => content switch
    {
        TextContent text => text.Text ?? "",
        FunctionResultContent { Result: string text } => text,
        FunctionResultContent { Result: JsonElement { ValueKind: JsonValueKind.String } text } => text.GetString() ?? "",
        FunctionResultContent { Result: JsonElement { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } json } => json.GetRawText(),
        _ when ResultContents.Of(content) is { } results => string.Join('\n', results.OfType<TextContent>()),
        _ => "",
    };
}
