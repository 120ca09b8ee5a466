using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Tells where a model's reasoning came from, since one service refuses the signatures and fields of another.</summary>
internal static class ProviderOrigin
{
    /// <summary>The additional property of reasoning that names its service.</summary>
    public const string Property = "provider_origin";

    /// <summary>Returns the name of a service: the provider's and the endpoint, without what may be secret in a URL.</summary>
    public static string Of(ChatClientMetadata metadata) =>
        $"{metadata.ProviderName} {metadata.ProviderUri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')}";

    public static TextReasoningContent Mark(TextReasoningContent reasoning, string origin)
    {
        (reasoning.AdditionalProperties ??= [])[Property] = origin;
        return reasoning;
    }

    /// <summary>Returns whether reasoning may go to a service: it came from there, or nobody noted where from and it is sealed.</summary>
    public static bool MayGo(TextReasoningContent reasoning, string origin) =>
        reasoning.AdditionalProperties?.TryGetValue(Property, out var noted) is true ? noted?.ToString() == origin : reasoning.ProtectedData is { Length: > 0 };
}
