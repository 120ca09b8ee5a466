using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Colloquy;

/// <summary>Writes whole numbers without a fraction and an exponent: <c>1.0</c> and <c>1e2</c> as <c>1</c> and <c>100</c>.</summary>
internal static class WholeNumbers
{
    /// <summary>Writes an element with plain whole numbers; false when all are plain.</summary>
    public static bool TryWritePlainly(JsonElement element, out JsonElement plain)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var changed = false;
        using (var writer = new Utf8JsonWriter(buffer))
            Write(element, writer, ref changed);
        plain = changed ? JsonElement.Parse(buffer.WrittenSpan) : default;
        return changed;
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer, ref bool changed)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer, ref changed);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(item, writer, ref changed);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when PlainOf(element.GetRawText()) is { } number:
                writer.WriteRawValue(number);
                changed = true;
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static string? PlainOf(string number) =>
        number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && decimal.Truncate(value) == value
        && !(value == 0 && number.AsSpan().IndexOfAnyInRange('1', '9') is var digit and >= 0 && number.AsSpan().IndexOfAny('e', 'E') is var exponent && (exponent < 0 || digit < exponent))
            ? value.ToString("0", CultureInfo.InvariantCulture)
            : null;
}
