using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>A version of state as its number.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StateVersionConverter : JsonConverter<StateVersion>
{
    /// <inheritdoc />
    public override StateVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, StateVersion value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteNumberValue(value.Value);
}
