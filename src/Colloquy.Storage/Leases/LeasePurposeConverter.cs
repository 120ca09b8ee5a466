using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The purpose of a lease as its name.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LeasePurposeConverter : JsonConverter<LeasePurpose>
{
    /// <inheritdoc />
    public override LeasePurpose Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("The purpose of a lease is a string."));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, LeasePurpose value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(value.Value);
}
