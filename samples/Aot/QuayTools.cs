using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Samples;

/// <summary>The water at a quay.</summary>
/// <param name="Quay">The quay's number.</param>
/// <param name="Metres">The depth.</param>
/// <param name="Tide">What the tide does.</param>
internal sealed record Depth(int Quay, decimal Metres, string Tide);

/// <summary>The metadata of what the tools take and return, generated when the sample is compiled.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Depth))]
internal sealed partial class QuayJson : JsonSerializerContext;

/// <summary>What the watch can look up.</summary>
internal static class QuayTools
{
    public static Depth GetDepth(int number) => new(number, 7.25m, "rising");
}
