using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads the results of tools, which are objects, JSON, text or contents.</summary>
internal static class ToolResultText
{
    private static readonly JsonSerializerOptions Options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        TextContent text => text.Text,
        IEnumerable<AIContent> contents => string.Join('\n', contents.Select(content => content is TextContent text ? text.Text : $"[{content.GetType().Name}]")),
        _ => Write(result),
    };

    public static JsonElement? ToJson(object? result)
    {
        if (result is null)
            return null;
        if (result is JsonElement { ValueKind: not JsonValueKind.String } element)
            return element;

        try
        {
            using var document = JsonDocument.Parse(Of(result));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Write(object? value)
    {
        try
        {
            return JsonSerializer.Serialize(value, Options);
        }
        catch (Exception error) when (error is NotSupportedException or JsonException or InvalidOperationException)
        {
            return value?.ToString() ?? "null";
        }
    }
}
