using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Gathers what a service wants back with a message: its reasoning in its own form, signatures of thoughts, fields of calls that OpenAI does not know.</summary>
internal sealed class ProviderFields
{
    /// <summary>The field of a message under which they are handed to the client.</summary>
    public const string WireName = "colloquy_fields";

    /// <summary>The parts of a content that are no text; they go back before the text.</summary>
    public const string ContentParts = "content_parts";

    private static readonly string[] s_returned =
    [
        "reasoning", "reasoning_content", "reasoning_details", "reasoning_opaque", "reasoning_text", "thinking", "thinking_blocks",
        "thought_signature", "extra_content", "provider_specific_fields",
    ];

    private readonly JsonObject _message = [];
    private readonly SortedDictionary<int, JsonObject> _calls = [];

    /// <summary>Adds what a message, or a piece of one, brings.</summary>
    public void AddMessage(JsonObject message, MessageParts parts)
    {
        foreach (var name in s_returned)
            if (message[name] is { } value)
                _message[name] = Join(_message[name], value);

        if (parts.Others is { } others)
            _message[ContentParts] = Join(_message[ContentParts], others);
    }

    /// <summary>Adds what a call, or a piece of one, brings.</summary>
    public void AddCall(int number, JsonObject fields)
    {
        if (fields.Count > 0)
            _calls[number] = _calls.TryGetValue(number, out var before) ? (JsonObject)Join(before, fields)! : (JsonObject)fields.DeepClone();
    }

    public JsonObject? ToJson()
    {
        if (_message.Count == 0 && _calls.Count == 0)
            return null;

        var calls = new JsonObject();
        foreach (var (number, fields) in _calls)
            calls[$"{number}"] = fields.DeepClone();

        return new JsonObject { ["message"] = _message.DeepClone(), ["calls"] = calls };
    }

    // Text is told in pieces; entries of a list that say which one they are go on with it.
    private static JsonNode? Join(JsonNode? before, JsonNode piece)
    {
        if (before is JsonArray list && piece is JsonArray more)
        {
            foreach (var item in more)
                Add(list, item);
            return list.Parent is null ? list : list.DeepClone();
        }

        if (before is JsonObject json && piece is JsonObject fields)
        {
            foreach (var (name, value) in fields)
                if (value is not null)
                    json[name] = Goes(name) && json[name] is { } told ? Join(told, value) : value.DeepClone();
            return json.Parent is null ? json : json.DeepClone();
        }

        return WireValue.String(before) is { } text && WireValue.String(piece) is { } next ? JsonValue.Create(text + next) : piece.DeepClone();
    }

    private static void Add(JsonArray list, JsonNode? item)
    {
        var same = item is JsonObject piece ? list.OfType<JsonObject>().LastOrDefault(told => IsSame(told, piece, list)) : null;
        if (same is null)
            list.Add(item?.DeepClone());
        else
            Join(same, item!);
    }

    private static bool IsSame(JsonObject told, JsonObject piece, JsonArray list) =>
        WireValue.String(told["type"]) == WireValue.String(piece["type"])
        && (piece["index"] is { } index ? JsonNode.DeepEquals(told["index"], index) : piece["id"] is null && ReferenceEquals(list[^1], told));

    private static bool Goes(string name) => name is not ("type" or "id" or "index" or "format" or "signature" or "thought_signature");
}
