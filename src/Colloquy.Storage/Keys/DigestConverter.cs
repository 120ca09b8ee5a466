using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>A digest as hexadecimal digits.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DigestConverter : JsonConverter<Digest>
{
    /// <inheritdoc />
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.Parse(reader.GetString() ?? throw new JsonException("A digest is a string of hexadecimal digits."));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(value.ToString());
}
