using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Postgres;

/// <summary>The stored form of policies.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RetentionPolicy))]
internal sealed partial class RetentionJson : JsonSerializerContext
{
    public static string Write(RetentionPolicy policy) => JsonSerializer.Serialize(policy, Default.RetentionPolicy);

    public static RetentionPolicy Read(string json) => JsonSerializer.Deserialize(json, Default.RetentionPolicy) ?? throw new JsonException("A policy is an object.");
}
