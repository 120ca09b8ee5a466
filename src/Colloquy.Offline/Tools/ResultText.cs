using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Returns a tool's result as the text that a model is shown.</summary>
internal static class ResultText
{
    public static string Of(FunctionResultContent content) => content.Result switch
    {
        // What an exception says may be private; whoever ran the tool decides what the model is told by setting a result.
        null when content.Exception is not null => "Error: the tool failed.",
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => WellFormed.Json(element).GetString()!,
        TextContent text => text.Text,
        IEnumerable<AIContent> parts when parts.All(part => part is TextContent) => string.Concat(parts),
        IEnumerable<AIContent> parts => string.Join('\n', parts.Select(Describe)),
        var result => ValueText.TryWrite(result, out var json) ? json : result.ToString() ?? "",
    };

    private static string Describe(AIContent part) => part switch
    {
        TextContent text => text.Text,
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes]",
        UriContent uri => $"[{uri.MediaType}: {uri.Uri}]",
        _ => ValueText.TryWrite(part, out var json) ? json : part.ToString() ?? "",
    };
}
