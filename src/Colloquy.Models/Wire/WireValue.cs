using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads single values that services write as numbers, text or nothing as they please.</summary>
internal static class WireValue
{
    public static string? String(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Returns text that is not empty; null for all else.</summary>
    public static string? Filled(JsonNode? node) => String(node) is { } text && !string.IsNullOrWhiteSpace(text) ? WireText.MakeWellFormed(text) : null;

    /// <summary>Returns a text, a number or a truth value as text.</summary>
    public static string? Scalar(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() is JsonValueKind.String ? WireText.MakeWellFormed(value.GetValue<string>()) : value.ToJsonString()
        : null;

    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    /// <summary>Returns a whole number, whether it is written as one, as a float or as text.</summary>
    public static long? Long(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() is not (JsonValueKind.Number or JsonValueKind.String))
            return null;

        var text = value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>().Trim() : value.ToJsonString();
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
            return whole;

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 9e15 ? (long)Math.Round(number) : null;
    }

    /// <summary>Returns a count: not negative, and within what the SDKs read.</summary>
    public static int? Count(JsonNode? node) => Long(node) is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : null;

    /// <summary>Returns a time as seconds since 1970, whether it is written in seconds, finer units or as a date; null when it is none.</summary>
    public static long? Seconds(JsonNode? node)
    {
        var seconds = Long(node) ?? (String(node) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date.ToUnixTimeSeconds()
            : 0);

        // Milliseconds, microseconds or nanoseconds: no clock is past the year 5000 in seconds.
        while (seconds > 99_999_999_999)
            seconds /= 1000;

        return seconds > 0 ? seconds : null;
    }
}
