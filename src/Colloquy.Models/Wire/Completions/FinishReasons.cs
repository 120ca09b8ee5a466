namespace Colloquy.Models;

/// <summary>Reads why a model stopped, in the words that services use.</summary>
internal static class FinishReasons
{
    /// <summary>Returns one of OpenAI's reasons, and the service's own word where it means none of them; nothing when it gave no reason.</summary>
    public static (string? Known, string? Other) Read(string? reason, bool hasCalls)
    {
        var known = Known(reason?.Trim());
        var other = known == "" ? reason!.Trim() : null;

        // Many services say 'stop' beside calls.
        return (known is "stop" or "" && hasCalls ? "tool_calls" : known is "" ? "stop" : known, hasCalls ? null : other);
    }

    private static string? Known(string? reason) => reason?.ToLowerInvariant() switch
    {
        null or "" or "null" or "none" => null,
        "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" or "end" or "normal" or "complete" or "completed" or "finished" or "done" => "stop",
        "length" or "max_tokens" or "max_length" or "model_length" or "max_output_tokens" or "model_context_window_exceeded" => "length",
        "tool_calls" or "tool_call" or "tool_use" or "function_call" or "function_calls" or "tool" => "tool_calls",
        "content_filter" or "content_filtered" or "safety" or "recitation" or "sensitive" or "blocklist" or "prohibited_content" or "spii" or "refusal" => "content_filter",
        _ => "",
    };
}
