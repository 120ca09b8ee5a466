using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>A price file, as it is written.</summary>
internal sealed record PriceFile
{
    /// <summary>When the prices were right, for people.</summary>
    public string? AsOf { get; init; }

    public required IReadOnlyList<ModelPrice> Prices { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    Converters = [typeof(PriceConverter)])]
[JsonSerializable(typeof(PriceFile))]
internal sealed partial class PriceFileJson : JsonSerializerContext;

/// <summary>Reads a price, so that one that cannot be is told with its line and field.</summary>
internal sealed class PriceConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var price = reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) ? number : throw new JsonException("A price is a number.");
        return ModelPrice.IsPrice(price) ? price : throw new JsonException(ModelPrice.Rule(price));
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
