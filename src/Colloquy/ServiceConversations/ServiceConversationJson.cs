using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The stored JSON form of <see cref="ServiceConversations"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<ServiceConversation>))]
internal sealed partial class ServiceConversationJson : JsonSerializerContext;
