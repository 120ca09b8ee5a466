using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Sends those additional properties of <see cref="ChatOptions"/> that are named as a request's fields are; all others are not the service's business.</summary>
internal static class WireProperties
{
    private static readonly string[] s_fields =
    [
        "logit_bias", "logprobs", "max_tokens", "metadata", "min_p", "prompt_cache_key", "prompt_cache_retention", "repetition_penalty",
        "safety_identifier", "service_tier", "top_k", "top_logprobs", "truncation", "user", "verbosity",
    ];

    /// <summary>Returns whether the caller wants the service to store the answer; null when it does not say.</summary>
    public static bool? Store(ChatOptions? options) =>
        Flag(options?.AdditionalProperties, "store");

    /// <summary>Returns a property that is true or false, also where it was read back from JSON; null when it is neither or missing.</summary>
    public static bool? Flag(IReadOnlyDictionary<string, object?>? properties, string name) =>
        properties?.TryGetValue(name, out var value) is not true ? null : value switch
        {
            bool flag => flag,
            JsonElement { ValueKind: JsonValueKind.True } => true,
            JsonElement { ValueKind: JsonValueKind.False } => false,
            _ => null,
        };

    public static void Apply(ref JsonPatch body, ChatOptions? options)
    {
        if (options?.AdditionalProperties is not { } properties)
            return;

        foreach (var field in s_fields)
            if (properties.TryGetValue(field, out var value) && ValueText.TryWrite(value, out var json))
                body.Set(Encoding.UTF8.GetBytes("$." + field), BinaryData.FromString(json));
    }
}
