using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The text of tool results, and messages with another text in their place.</summary>
internal static class ToolResults
{
    /// <summary>The text of a result; null when it is content of another kind.</summary>
    public static string? TextOf(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
        JsonElement element => element.GetRawText(),
        _ => null,
    };

    /// <summary>The message with the results' texts changed; null when none was.</summary>
    public static ChatMessage? Change(ChatMessage message, Func<FunctionResultContent, string?> change)
    {
        ChatMessage? changed = null;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is not FunctionResultContent result || change(result) is not { } text)
                continue;

            if (changed is null)
            {
                changed = message.Clone();
                changed.Contents = [.. message.Contents];
            }

            changed.Contents[i] = new FunctionResultContent(result.CallId, text);
        }

        return changed;
    }
}
