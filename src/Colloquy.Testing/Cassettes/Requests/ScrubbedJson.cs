using System.Buffers;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>JSON as it is recorded: without secrets, and otherwise as it was.</summary>
internal static class ScrubbedJson
{
    public static JsonElement Of(JsonElement value, SecretScrubber secrets)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, CassetteJson.Writing))
            Write(writer, value, secrets);
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 256 });
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, SecretScrubber secrets)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (property.Value.ValueKind == JsonValueKind.String && SecretScrubber.IsSecretName(property.Name))
                    {
                        secrets.Count?.Add("values with names such as 'api_key'", property.Value.GetString()!);
                        writer.WriteStringValue(SecretScrubber.Placeholder);
                    }
                    else
                    {
                        Write(writer, property.Value, secrets);
                    }
                }

                writer.WriteEndObject();
                break;

            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item, secrets);
                writer.WriteEndArray();
                break;

            case JsonValueKind.String:
                writer.WriteStringValue(secrets.Scrub(value.GetString()!));
                break;

            default:
                value.WriteTo(writer);
                break;
        }
    }
}
