using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads what a call used, wherever the service puts it and however it writes numbers.</summary>
internal static class CompletionUsage
{
    private static readonly string[] s_counts = ["prompt_tokens", "completion_tokens", "total_tokens"];
    private static readonly string[] s_details = ["prompt_tokens_details", "completion_tokens_details"];

    /// <summary>Returns the usage told in an answer or a chunk; null when it tells none.</summary>
    public static JsonObject? Find(JsonObject answer, JsonObject? choice) =>
        Read(answer["usage"]) ?? Read((answer["x_groq"] as JsonObject)?["usage"]) ?? Read(choice?["usage"]);

    /// <summary>Puts figures together: the last one told of each wins.</summary>
    public static JsonObject? Merge(JsonObject? told, JsonObject? now)
    {
        if (told is null || now is null)
            return now ?? told;

        foreach (var (name, value) in now)
        {
            if (value is JsonObject details && told[name] is JsonObject before)
                Merge(before, (JsonObject)details.DeepClone());
            else if (value is not null)
                told[name] = value.DeepClone();
        }

        return told;
    }

    /// <summary>Adds the total, where the service told its parts alone.</summary>
    public static JsonObject? Complete(JsonObject? usage)
    {
        if (usage is not null && usage["total_tokens"] is null)
            usage["total_tokens"] = (int)Math.Min((WireValue.Count(usage["prompt_tokens"]) ?? 0L) + (WireValue.Count(usage["completion_tokens"]) ?? 0), int.MaxValue);
        return usage;
    }

    private static JsonObject? Read(JsonNode? node)
    {
        if (node is not JsonObject { Count: > 0 } told)
            return null;

        var usage = (JsonObject)told.DeepClone();
        var found = false;
        foreach (var name in s_counts)
            found |= MakeCount(usage, name);
        foreach (var name in s_details)
        {
            if (usage[name] is not JsonObject details)
                usage.Remove(name);
            else
                foreach (var (detail, _) in details.ToList())
                    MakeCount(details, detail);
        }

        // DeepSeek, and older vLLM, count cached tokens beside the others.
        if (WireValue.Count(usage["prompt_cache_hit_tokens"] ?? usage["cached_tokens"]) is { } cached && usage["prompt_tokens_details"] is null)
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached };

        WireNames.DropOdd(usage);
        return found ? usage : null;
    }

    private static bool MakeCount(JsonObject json, string name)
    {
        if (WireValue.Count(json[name]) is { } count)
        {
            json[name] = count;
            return true;
        }

        json.Remove(name);
        return false;
    }
}
