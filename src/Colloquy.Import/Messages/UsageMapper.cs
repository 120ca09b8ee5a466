using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Reads usage as the services of OpenAI and Anthropic write it.</summary>
internal static class UsageMapper
{
    /// <summary>Reads a usage object; null when it holds no counts.</summary>
    public static UsageDetails? Read(JsonElement usage)
    {
        var cacheRead = usage.Number("cache_read_input_tokens");
        var cacheWritten = usage.Number("cache_creation_input_tokens");
        var input = usage.Number("input_tokens") ?? usage.Number("prompt_tokens");
        var output = usage.Number("output_tokens") ?? usage.Number("completion_tokens");

        // Anthropic counts what its cache answered, and what was written to it, beside the input.
        if (cacheRead is not null || cacheWritten is not null)
            input = (input ?? 0) + (cacheRead ?? 0) + (cacheWritten ?? 0);
        if (input is null && output is null && usage.Number("total_tokens") is null)
            return null;

        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = usage.Number("total_tokens") ?? (input ?? 0) + (output ?? 0),
            CachedInputTokenCount = cacheRead ?? Detail(usage, "input_tokens_details", "cached_tokens") ?? Detail(usage, "prompt_tokens_details", "cached_tokens") ?? Detail(usage, "input_token_details", "cache_read"),
            ReasoningTokenCount = Detail(usage, "output_tokens_details", "reasoning_tokens") ?? Detail(usage, "completion_tokens_details", "reasoning_tokens") ?? Detail(usage, "output_token_details", "reasoning"),
        };
    }

    private static long? Detail(JsonElement usage, string details, string name) => usage.IsObject(details, out var found) ? found.Number(name) : null;
}
