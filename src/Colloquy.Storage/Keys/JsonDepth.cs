using System.Text.Json;

namespace Colloquy.Storage;

/// <summary>How deep JSON may be nested: one limit for every value that is written, and a higher one for reading, since payloads and documents put levels of their own around values.</summary>
internal static class JsonDepth
{
    /// <summary>The maximum number of levels of a value: a tool's result, the arguments of a call as one object, a property, a value of state. Readers with default settings take as many.</summary>
    public const int OfValue = 64;

    /// <summary>The maximum number of levels of a payload that is written: a value, and the JSON around it.</summary>
    public const int OfPayload = 2 * OfValue;

    /// <summary>The maximum number of levels that are read: more than any version has written.</summary>
    public const int OfStored = 1_000;

    /// <summary>Reads JSON that was stored.</summary>
    public static JsonDocumentOptions Stored { get; } = new() { MaxDepth = OfStored };

    /// <summary>Whether JSON has at most a number of levels.</summary>
    public static bool Fits(ReadOnlySpan<byte> json, int levels = OfValue)
    {
        // Most JSON has fewer braces than levels are allowed, and needs no reading.
        if (json.Count((byte)'{') + json.Count((byte)'[') <= levels)
            return true;

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            // The depth of a start token is that of what is around it.
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= levels)
                return false;
        }

        return true;
    }
}
