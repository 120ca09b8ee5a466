using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Writes what requests are compared by: JSON in one order, without secrets and without what is volatile.</summary>
internal sealed class RequestText(SecretScrubber secrets, IReadOnlyList<VolatileField> volatiles)
{
    private readonly bool _hasPaths = volatiles.Any(field => field.HasPath);

    public SecretScrubber Secrets { get; } = secrets;

    /// <summary>Returns a text without secrets and volatile parts.</summary>
    public string Of(string text)
    {
        text = Secrets.Scrub(text);
        foreach (var field in volatiles)
            text = field.Replace(text);
        return text;
    }

    /// <summary>Returns the canonical JSON of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isData">Whether it is the arguments or the result of a tool, in which paths of volatile fields lead somewhere.</param>
    public string Of(JsonElement value, bool isData = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, CassetteJson.Writing))
            Write(writer, value, isData);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the canonical JSON of a value.</summary>
    public void Write(Utf8JsonWriter writer, JsonElement value, bool isData) => Write(writer, value, isData && _hasPaths ? [] : null);

    private void Write(Utf8JsonWriter writer, JsonElement value, List<string>? place)
    {
        if (place is { Count: > 0 } && volatiles.Any(field => field.IsAt(place)))
        {
            writer.WriteStringValue(VolatileField.Placeholder);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    place?.Add(property.Name);
                    if (property.Value.ValueKind == JsonValueKind.String && SecretScrubber.IsSecretName(property.Name))
                        writer.WriteStringValue(SecretScrubber.Placeholder);
                    else
                        Write(writer, property.Value, place);
                    place?.RemoveAt(place.Count - 1);
                }

                writer.WriteEndObject();
                break;

            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    place?.Add(index++.ToString(CultureInfo.InvariantCulture));
                    Write(writer, item, place);
                    place?.RemoveAt(place.Count - 1);
                }

                writer.WriteEndArray();
                break;

            case JsonValueKind.String:
                writer.WriteStringValue(Of(place is { Count: 0 } ? WithoutPaths(value.GetString()!) : value.GetString()!));
                break;

            case JsonValueKind.Number:
                // 500 and 500.00 are one amount.
                if (value.TryGetDecimal(out var number))
                    writer.WriteRawValue((number / 1.000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
                else
                    value.WriteTo(writer);
                break;

            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>A result is often JSON in a text.</summary>
    private string WithoutPaths(string text)
    {
        if (text.AsSpan().TrimStart() is not (['{', ..] or ['[', ..]))
            return text;

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Of(document.RootElement, isData: true) : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
