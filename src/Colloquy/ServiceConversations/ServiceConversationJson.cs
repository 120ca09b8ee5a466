using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The stored JSON form of <see cref="KeptConversations"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<ServiceConversation>))]
internal sealed partial class ServiceConversationJson : JsonSerializerContext;
