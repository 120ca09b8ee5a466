using System.ClientModel.Primitives;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Sends those additional properties of <see cref="ChatOptions"/> that are named as a request's fields are; all others are not the service's business.</summary>
internal static class WireProperties
{
    private static readonly string[] s_fields =
    [
        "logit_bias", "logprobs", "metadata", "min_p", "prompt_cache_key", "prompt_cache_retention", "repetition_penalty",
        "safety_identifier", "service_tier", "top_k", "top_logprobs", "truncation", "user", "verbosity",
    ];

    /// <summary>Returns whether the caller wants the service to store the answer; null when it does not say.</summary>
    public static bool? Store(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue("store", out bool store) is true ? store : null;

    public static void Apply(ref JsonPatch body, ChatOptions? options)
    {
        if (options?.AdditionalProperties is not { } properties)
            return;

        foreach (var field in s_fields)
            if (properties.TryGetValue(field, out var value))
                body.Set(Encoding.UTF8.GetBytes("$." + field), BinaryData.FromString(WireJson.Serialize(value)));
    }
}
