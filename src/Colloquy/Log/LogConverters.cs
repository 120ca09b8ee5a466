using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>A digest as hexadecimal digits.</summary>
public sealed class DigestConverter : JsonConverter<Digest>
{
    /// <inheritdoc />
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.Parse(reader.GetString() ?? throw new JsonException("A digest is a string of hexadecimal digits."));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(value.ToString());
}

/// <summary>A position as its number.</summary>
public sealed class PositionConverter : JsonConverter<Position>
{
    /// <inheritdoc />
    public override Position Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Position value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteNumberValue(value.Value);
}

/// <summary>The purpose of a lease as its name.</summary>
public sealed class LeasePurposeConverter : JsonConverter<LeasePurpose>
{
    /// <inheritdoc />
    public override LeasePurpose Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("The purpose of a lease is a string."));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, LeasePurpose value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(value.Value);
}

/// <summary>A version of state as its number.</summary>
public sealed class StateVersionConverter : JsonConverter<StateVersion>
{
    /// <inheritdoc />
    public override StateVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, StateVersion value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteNumberValue(value.Value);
}
