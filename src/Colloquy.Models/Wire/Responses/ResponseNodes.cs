using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Brings a response and its items into the form that OpenAI's own have.</summary>
internal static class ResponseNodes
{
    // What the request said, which services repeat in forms of their own.
    private static readonly string[] s_repeated =
    [
        "instructions", "tools", "tool_choice", "text", "reasoning", "prompt", "truncation", "temperature", "top_p", "top_logprobs", "max_output_tokens",
        "max_tool_calls", "background", "user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "parallel_tool_calls", "store", "error",
    ];

    private static readonly string[] s_texts = ["id", "object", "model", "previous_response_id", "service_tier"];

    public static JsonObject Response(JsonObject response, string status, Func<string> newId)
    {
        foreach (var name in s_repeated)
            response.Remove(name);
        foreach (var name in s_texts)
            CompletionNodes.Keep(response, name, WireValue.Filled(response[name]));

        response["status"] = Status(WireValue.Filled(response["status"])) ?? status;
        if (WireValue.Seconds(response["created_at"]) is { } created)
            response["created_at"] = created;
        else
            response.Remove("created_at");

        response["output"] = Items(response["output"], newId);
        Put(response, "usage", Usage(response["usage"]));
        Put(response, "incomplete_details", response["incomplete_details"] is JsonObject details && WireValue.Filled(details["reason"]) is { } reason ? new JsonObject { ["reason"] = reason } : null);
        Put(response, "conversation", (WireValue.Filled(response["conversation"]) ?? WireValue.Filled((response["conversation"] as JsonObject)?["id"])) is { } id ? new JsonObject { ["id"] = id } : null);
        if (response["metadata"] is not JsonObject metadata || !metadata.All(pair => WireValue.String(pair.Value) is not null))
            response.Remove("metadata");

        WireNames.DropOdd(response);
        return response;
    }

    public static JsonArray Items(JsonNode? output, Func<string> newId)
    {
        if (WireValue.String(output) is { } text)
            return [Message(new JsonObject { ["content"] = text })];

        var items = new JsonArray();
        foreach (var item in (output as JsonArray ?? []).OfType<JsonObject>())
            items.Add((JsonNode)Item((JsonObject)item.DeepClone(), newId));

        return items;
    }

    public static JsonObject Item(JsonObject item, Func<string> newId)
    {
        CompletionNodes.Keep(item, "id", WireValue.Filled(item["id"]));
        CompletionNodes.Keep(item, "status", WireValue.String(item["status"]) is "completed" or "in_progress" or "incomplete" ? WireValue.String(item["status"]) : null);
        WireNames.DropOdd(item);
        var type = WireValue.Filled(item["type"])
            ?? (item["arguments"] is not null || item["call_id"] is not null ? "function_call" : item["summary"] is not null ? "reasoning" : "message");
        item["type"] = type;
        return type switch
        {
            "message" => Message(item),
            "function_call" => Call(item, newId),
            "reasoning" => Reasoning(item),
            _ => item,
        };
    }

    public static JsonObject? Part(JsonNode? node)
    {
        if (node is not JsonObject part)
            return null;

        var type = WireValue.String(part["type"]);
        if (type == "refusal" || part["refusal"] is not null)
            return new JsonObject { ["type"] = "refusal", ["refusal"] = WireText.MakeWellFormed(WireValue.String(part["refusal"]) ?? "") };

        return type is "output_text" or "text" or "input_text" or null or "" && WireValue.String(part["text"]) is { } text
            ? new JsonObject { ["type"] = type == "input_text" ? type : "output_text", ["text"] = WireText.MakeWellFormed(text), ["annotations"] = Annotations(part["annotations"]) }
            : null;
    }

    public static bool IsCitation(JsonNode? node) =>
        node is JsonObject annotation && WireValue.String(annotation["type"]) == "url_citation" && WireValue.String(annotation["title"]) is not null
        && Uri.TryCreate(WireValue.String(annotation["url"]), UriKind.Absolute, out _)
        && WireValue.Long(annotation["start_index"]) is >= 0 and <= int.MaxValue && WireValue.Long(annotation["end_index"]) is >= 0 and <= int.MaxValue;

    private static JsonObject Message(JsonObject item)
    {
        item["type"] = "message";
        item["role"] = WireValue.String(item["role"]) is "user" or "system" or "developer" ? WireValue.String(item["role"]) : "assistant";
        var content = new JsonArray();
        foreach (var part in item["content"] is JsonArray list ? [.. list] : new JsonNode?[] { item["content"] })
            if ((WireValue.String(part) is { } text ? Part(new JsonObject { ["text"] = text }) : Part(part)) is { } read)
                content.Add((JsonNode)read);

        item["content"] = content;
        return item;
    }

    private static JsonObject Call(JsonObject item, Func<string> newId)
    {
        item["call_id"] = WireValue.Scalar(item["call_id"]) is { Length: > 0 } id ? id : WireValue.Filled(item["id"]) ?? newId();
        item["name"] = WireText.MakeWellFormed(WireValue.String(item["name"]) ?? "");
        item["arguments"] = item["arguments"] switch
        {
            null => "",
            JsonValue value when value.GetValueKind() is JsonValueKind.String => WireText.MakeWellFormed(value.GetValue<string>()),
            var arguments => WireNode.Text(arguments),
        };
        return item;
    }

    private static JsonObject Reasoning(JsonObject item)
    {
        var summary = new JsonArray();
        foreach (var part in item["summary"] is JsonArray list ? [.. list] : new JsonNode?[] { item["summary"] })
            if ((WireValue.String(part) ?? WireValue.String((part as JsonObject)?["text"])) is { } text)
                summary.Add((JsonNode)new JsonObject { ["type"] = "summary_text", ["text"] = WireText.MakeWellFormed(text) });

        item["summary"] = summary;
        CompletionNodes.Keep(item, "encrypted_content", WireValue.Filled(item["encrypted_content"]));
        return item;
    }

    private static JsonObject? Usage(JsonNode? node)
    {
        if (node is not JsonObject told)
            return null;

        var input = WireValue.Count(told["input_tokens"] ?? told["prompt_tokens"]);
        var output = WireValue.Count(told["output_tokens"] ?? told["completion_tokens"]);
        if (input is null && output is null)
            return null;

        return new JsonObject
        {
            ["input_tokens"] = input ?? 0,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = Detail(told["input_tokens_details"] ?? told["prompt_tokens_details"], "cached_tokens") },
            ["output_tokens"] = output ?? 0,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = Detail(told["output_tokens_details"] ?? told["completion_tokens_details"], "reasoning_tokens") },
            ["total_tokens"] = WireValue.Count(told["total_tokens"]) ?? (input ?? 0) + (output ?? 0),
        };
    }

    private static int Detail(JsonNode? details, string name) => WireValue.Count((details as JsonObject)?[name]) ?? 0;

    private static JsonArray Annotations(JsonNode? node) => new([.. (node as JsonArray ?? []).Where(IsCitation).Select(annotation => annotation!.DeepClone())]);

    private static string? Status(string? status) => status?.ToLowerInvariant() switch
    {
        null => null,
        "completed" or "complete" or "done" or "finished" or "success" or "succeeded" => "completed",
        "canceled" => "cancelled",
        "failed" or "in_progress" or "cancelled" or "queued" or "incomplete" => status.ToLowerInvariant(),
        _ => null,
    };

    private static void Put(JsonObject json, string name, JsonNode? value)
    {
        json.Remove(name);
        if (value is not null)
            json[name] = value;
    }
}
