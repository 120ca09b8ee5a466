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
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(PriceFile))]
internal sealed partial class PriceFileJson : JsonSerializerContext;
