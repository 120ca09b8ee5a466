using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Reads structured answers as they were asked for: what is required must be there, and nothing is null that may not be.</summary>
internal static class StrictJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerOptions.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Returns why a text is no JSON; null when it is.</summary>
    public static string? FindProblem(string text, out JsonElement json)
    {
        try
        {
            json = JsonSerializer.Deserialize<JsonElement>(text);
            return null;
        }
        catch (JsonException error)
        {
            json = default;
            var why = text.TrimStart().StartsWith("```", StringComparison.Ordinal) ? "it is in a code fence" : text.Length == 0 ? "it is empty" : error.Message;
            return $"the answer is not JSON: {why}: '{ReadableText.OneLine(text, 200)}'";
        }
    }
}
