using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Reads fields of JSON objects that may be missing, null or of another type than expected.</summary>
internal static class JsonFields
{
    /// <summary>Gets a field that is there and not null.</summary>
    public static bool TryGet(this JsonElement element, string name, [NotNullWhen(true)] out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Gets a text; null when the field is missing, null or no text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.TryGet(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool IsArray(this JsonElement element, string name, out JsonElement value) => element.TryGet(name, out value) && value.ValueKind == JsonValueKind.Array;

    public static bool IsObject(this JsonElement element, string name, out JsonElement value) => element.TryGet(name, out value) && value.ValueKind == JsonValueKind.Object;

    public static long? Number(this JsonElement element, string name) =>
        element.TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number ? (value.TryGetInt64(out var number) ? number : (long)value.GetDouble()) : null;

    /// <summary>Gets a time: seconds since 1970, or a text in ISO 8601; null when it is neither.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name)
    {
        if (!element.TryGet(name, out var value))
            return null;

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.GetDouble() is > -62_000_000_000 and < 250_000_000_000 and var seconds => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000)),
            JsonValueKind.String when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time.ToUniversalTime(),
            _ => null,
        };
    }

    /// <summary>Whether a value is an empty text.</summary>
    public static bool ValueEqualsEmpty(this JsonElement value) => value.ValueKind == JsonValueKind.String && value.ValueEquals("");

    /// <summary>Whether a value says nothing: null, an empty text, array or object.</summary>
    public static bool SaysNothing(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };
}
