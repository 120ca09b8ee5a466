using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Writes a tool's result as the text a model is shown.</summary>
internal static class ToolResultText
{
    public static string Of(FunctionResultContent content) => content.Result switch
    {
        // What an exception says may be private; whoever ran the tool decides what the model is told by setting a result.
        null when content.Exception is not null => "Error: the tool failed.",
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        TextContent text => text.Text,
        IEnumerable<AIContent> parts when parts.All(part => part is TextContent) => string.Concat(parts),
        var result => WireJson.Serialize(result),
    };
}
