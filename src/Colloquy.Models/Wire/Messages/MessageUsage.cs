using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Counts what a message used as the SDK does: the input is what was read anew, read from the cache and written to it.</summary>
internal static class MessageUsage
{
    public static UsageDetails Of(JsonObject usage)
    {
        var (cached, written) = (WireValue.Long(usage["cache_read_input_tokens"]), WireValue.Long(usage["cache_creation_input_tokens"]));
        var input = (WireValue.Long(usage["input_tokens"]) ?? 0) + (cached ?? 0) + (written ?? 0);
        var output = WireValue.Long(usage["output_tokens"]) ?? 0;
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output, CachedInputTokenCount = cached };
    }
}
