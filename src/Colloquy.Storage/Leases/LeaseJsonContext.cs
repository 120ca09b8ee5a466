using System.Text.Json.Serialization;

namespace Colloquy.Storage;

/// <summary>The stored form of a lease's state.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LeaseState))]
internal sealed partial class LeaseJsonContext : JsonSerializerContext;
