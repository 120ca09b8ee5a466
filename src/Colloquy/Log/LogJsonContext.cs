using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The stored JSON forms of everything but messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(DigestConverter), typeof(PositionConverter), typeof(JsonStringEnumConverter<TurnStatus>), typeof(JsonStringEnumConverter<RunLimit>)])]
[JsonSerializable(typeof(TurnStartBody))]
[JsonSerializable(typeof(TurnEndBody))]
[JsonSerializable(typeof(ModelCallBody))]
[JsonSerializable(typeof(StateBody))]
[JsonSerializable(typeof(HeadMoveBody))]
[JsonSerializable(typeof(LifecycleBody))]
[JsonSerializable(typeof(LeaseState))]
[JsonSerializable(typeof(UnknownContent))]
[JsonSerializable(typeof(BlobContent))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class LogJsonContext : JsonSerializerContext;

/// <summary>A digest as hexadecimal digits.</summary>
internal sealed class DigestConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.Parse(reader.GetString() ?? throw new JsonException("A digest is a string of hexadecimal digits."));

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>A position as its number.</summary>
internal sealed class PositionConverter : JsonConverter<Position>
{
    public override Position Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Position value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
