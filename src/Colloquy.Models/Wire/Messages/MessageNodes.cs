using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Brings a message and its blocks into the form that Anthropic's own have.</summary>
internal static class MessageNodes
{
    private static readonly string[] s_counts = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"];

    private static readonly string[] s_hosted =
    [
        "server_tool_use", "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result", "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result", "tool_search_tool_result", "container_upload",
    ];

    public static void MakeMessage(JsonObject message, Func<string> newId)
    {
        message["id"] = WireValue.Filled(message["id"]) ?? "msg_" + newId();
        message["type"] = "message";
        message["role"] = "assistant";
        message["model"] = WireValue.Filled(message["model"]) ?? "";
        message["stop_reason"] = StopReason(message["stop_reason"]);
        message["stop_sequence"] = WireValue.String(message["stop_sequence"]);
        message.Remove("container");
        message.Remove("error");
    }

    public static JsonArray Blocks(JsonNode? content, Func<string> newId)
    {
        var blocks = new JsonArray();
        foreach (var block in content is JsonArray list ? [.. list] : new JsonNode?[] { content })
            if (Block(block, newId) is { } read)
                blocks.Add((JsonNode)read);

        return blocks;
    }

    /// <summary>Returns a block that the SDK reads; null for one that says nothing to it.</summary>
    public static JsonObject? Block(JsonNode? node, Func<string> newId)
    {
        if (WireValue.String(node) is { } plain)
            return Text(plain);
        if (node is not JsonObject block)
            return null;

        return WireValue.Filled(block["type"]) switch
        {
            "thinking" => new JsonObject { ["type"] = "thinking", ["thinking"] = WellFormed(block["thinking"] ?? block["text"]), ["signature"] = WireValue.String(block["signature"]) ?? "" },
            "redacted_thinking" => WireValue.Filled(block["data"]) is { } data ? new JsonObject { ["type"] = "redacted_thinking", ["data"] = data } : null,
            "tool_use" => ToolUse(block, newId),
            { } hosted when s_hosted.Contains(hosted) => (JsonObject)block.DeepClone(),
            null when block["name"] is not null => ToolUse(block, newId),
            null when block["thinking"] is not null => new JsonObject { ["type"] = "thinking", ["thinking"] = WellFormed(block["thinking"]), ["signature"] = WireValue.String(block["signature"]) ?? "" },
            _ => WireValue.String(block["text"]) is { } text ? WithCitations(Text(text), block["citations"]) : null,
        };
    }

    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = WireText.MakeWellFormed(text), ["citations"] = null };

    /// <summary>Returns what a call used: the last figure told of each, but a zero tells nothing against a count.</summary>
    public static JsonObject Usage(JsonObject? before, JsonNode? told)
    {
        var usage = (JsonObject?)before?.DeepClone() ?? new JsonObject { ["input_tokens"] = 0, ["output_tokens"] = 0 };
        if (told is not JsonObject figures)
            return usage;

        foreach (var name in s_counts)
            if (WireValue.Count(figures[name]) is { } count && (count > 0 || usage[name] is null))
                usage[name] = count;

        // Gateways that translate from OpenAI's protocol at times keep its names.
        if (WireValue.Count(figures["prompt_tokens"]) is > 0 and var input && figures["input_tokens"] is null)
            usage["input_tokens"] = input;
        if (WireValue.Count(figures["completion_tokens"]) is > 0 and var output && figures["output_tokens"] is null)
            usage["output_tokens"] = output;
        if (figures["output_tokens_details"] is JsonObject details && WireValue.Count(details["thinking_tokens"]) is { } thinking)
            usage["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = thinking };
        if (figures["server_tool_use"] is JsonObject uses && uses.All(use => WireValue.Count(use.Value) is not null))
            usage["server_tool_use"] = uses.DeepClone();

        return usage;
    }

    public static string? StopReason(JsonNode? node) => WireValue.Filled(node)?.ToLowerInvariant() switch
    {
        null or "null" or "none" => null,
        "stop" or "eos" or "complete" or "completed" or "end" => "end_turn",
        "length" or "max_output_tokens" => "max_tokens",
        "tool_calls" or "tool_call" or "function_call" => "tool_use",
        "content_filter" or "safety" or "sensitive" => "refusal",
        var reason => reason,
    };

    /// <summary>Returns a tool's input as an object, also where it is JSON as text; what is neither is kept as it is under a name of its own.</summary>
    public static JsonObject Input(JsonNode? node)
    {
        if (node is JsonObject input)
            return (JsonObject)input.DeepClone();
        if (node is null || WireValue.String(node)?.Trim() is "" or "null")
            return [];

        return WireValue.String(node) is { } text && TryParse(text) is { } parsed ? parsed : new JsonObject { [ToolArguments.RawTextProperty] = node.DeepClone() };
    }

    private static JsonObject ToolUse(JsonObject block, Func<string> newId)
    {
        // What the protocol does not know, services want back with the call.
        var call = new JsonObject();
        foreach (var (name, value) in block)
            if (name is not ("index" or "arguments") && value is not null && WireNames.IsPlain(name))
                call[name] = value.DeepClone();

        call["type"] = "tool_use";
        call["id"] = WireValue.Scalar(block["id"]) is { Length: > 0 } id ? id : "toolu_" + newId();
        call["name"] = WellFormed(block["name"]);
        call["input"] = Input(block["input"] ?? block["arguments"]);
        CompletionNodes.Keep(call, "toolset_name", WireValue.Filled(block["toolset_name"]));
        if (block["caller"] is not JsonObject caller || WireValue.Filled(caller["type"]) is null)
            call.Remove("caller");

        return call;
    }

    private static JsonObject WithCitations(JsonObject text, JsonNode? citations)
    {
        if (citations is JsonArray { Count: > 0 } list && list.All(item => item is JsonObject json && WireValue.Filled(json["type"]) is not null))
            text["citations"] = list.DeepClone();

        return text;
    }

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return WireNode.Parse(System.Text.Encoding.UTF8.GetBytes(text)) is [JsonObject json] ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string WellFormed(JsonNode? node) => WireText.MakeWellFormed(WireValue.String(node) ?? "");
}
