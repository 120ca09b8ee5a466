using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Keeps log probabilities where they are whole, since the SDK refuses an answer for one that is not.</summary>
internal static class LogProbabilities
{
    public static JsonNode? Take(JsonObject choice)
    {
        if (choice["logprobs"] is not JsonObject found || !IsList(found["content"]) || !IsList(found["refusal"]))
            return null;

        choice.Remove("logprobs");
        return found;
    }

    private static bool IsList(JsonNode? node) => node is null || (node is JsonArray list && list.All(item => IsToken(item) && item!["top_logprobs"] is JsonArray top && top.All(IsToken)));

    private static bool IsToken(JsonNode? node) =>
        node is JsonObject token && WireValue.String(token["token"]) is not null && token["logprob"] is JsonValue value && value.GetValueKind() is JsonValueKind.Number
        && token["bytes"] is null or JsonArray;
}
