using System.Text;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>What a message's content says: its text, the model's reasoning among it, and the parts that are no text, which some services want back.</summary>
internal sealed record MessageParts(string? Content, string? Reasoning, JsonArray? Others)
{
    /// <summary>Takes the content out of a message or a piece of one, whether it is text, a list of parts or one part.</summary>
    public static MessageParts Take(JsonObject message)
    {
        var content = message["content"];
        message.Remove("content");
        if (content is null)
            return new(null, null, null);
        if (content is JsonValue value)
            return new(WireValue.String(value) ?? value.ToJsonString(), null, null);

        StringBuilder text = new(), reasoning = new();
        var others = new JsonArray();
        foreach (var part in content is JsonArray list ? [.. list] : new JsonNode?[] { content })
            Read(part, text, reasoning, others);

        return new(text.ToString(), reasoning.Length > 0 ? reasoning.ToString() : null, others.Count > 0 ? others : null);
    }

    /// <summary>Returns the text of reasoning that is told in details only, as OpenRouter may.</summary>
    public static string? Details(JsonObject message)
    {
        if (message["reasoning_details"] is not JsonArray details || WireValue.String(message["reasoning"]) is { Length: > 0 } || WireValue.String(message["reasoning_content"]) is { Length: > 0 })
            return null;

        var text = string.Concat(details.OfType<JsonObject>().Select(detail => WireValue.String(detail["text"]) ?? WireValue.String(detail["summary"])));
        return text.Length > 0 ? text : null;
    }

    private static void Read(JsonNode? part, StringBuilder text, StringBuilder reasoning, JsonArray others)
    {
        if (part is JsonValue)
        {
            text.Append(WireValue.String(part));
            return;
        }

        if (part is not JsonObject json)
            return;

        var type = WireValue.String(json["type"]) ?? "text";
        if (type is "text" or "output_text" or "input_text" && WireValue.String(json["text"]) is { } said)
        {
            text.Append(said);
            return;
        }

        if (type is "thinking" or "reasoning")
            reasoning.Append(Thought(json["thinking"] ?? json["reasoning"] ?? json["text"]));

        others.Add(json.DeepClone());
    }

    // Mistral puts its thoughts into a list of parts of their own.
    private static string Thought(JsonNode? node) => node switch
    {
        JsonArray list => string.Concat(list.Select(Thought)),
        JsonObject json => WireValue.String(json["text"]) ?? "",
        _ => WireValue.String(node) ?? "",
    };
}
