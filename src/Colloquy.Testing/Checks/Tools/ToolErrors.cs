using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads whether a call of a tool failed: by an exception, or by a result that says so.</summary>
internal static class ToolErrors
{
    public static string? Of(ObservedToolCall call)
    {
        if (call.Error is { } error)
            return error;
        if (call.ResultJson is not { ValueKind: JsonValueKind.Object } result)
            return null;

        foreach (var property in result.EnumerateObject())
        {
            var name = property.Name.Replace("_", "", StringComparison.Ordinal);
            if (name.Equals("error", StringComparison.OrdinalIgnoreCase) && !IsEmpty(property.Value))
                return property.Value.ValueKind == JsonValueKind.True ? call.ResultText : ToolResultText.Of(property.Value);
            if (name.Equals("isError", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.True)
                return call.ResultText;
            if ((name.Equals("success", StringComparison.OrdinalIgnoreCase) || name.Equals("ok", StringComparison.OrdinalIgnoreCase)) && property.Value.ValueKind == JsonValueKind.False)
                return call.ResultText;
        }

        return null;
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.False || value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0;
}
