using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>The JSON of what cassettes hold: contents under their registered names, never under names of CLR types.</summary>
internal static class CassetteJson
{
    /// <summary>Gets the options for contents, arguments and results.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Gets how canonical JSON is written.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Returns a value as JSON.</summary>
    /// <param name="value">The value.</param>
    /// <param name="options">The options of whoever made the value; null for the default ones.</param>
    /// <exception cref="InvalidOperationException">The value has no JSON form.</exception>
    public static JsonElement ToElement(object? value, JsonSerializerOptions? options = null)
    {
        if (value is JsonElement element)
            return element;

        try
        {
            return value is AIContent content
                ? JsonSerializer.SerializeToElement(content, Options)
                : JsonSerializer.SerializeToElement(value, value?.GetType() ?? typeof(object), options ?? Options);
        }
        catch (Exception error) when (error is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidOperationException($"A cassette cannot record a value of type {value!.GetType()}, since it has no JSON form: {error.Message}", error);
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };
        options.MakeReadOnly();
        return options;
    }
}
