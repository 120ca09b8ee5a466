using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads a streamed message: one start, blocks under indexes of their own that are opened and closed, one usage, and an end.</summary>
internal sealed class MessageEvents(WireCall call, WireSink sink) : WireTranslator(call, sink)
{
    private readonly List<Block> _blocks = [];
    private JsonObject? _usage;
    private string? _reason;
    private string? _sequence;
    private bool _started;

    protected override bool HasAnswer(JsonNode? node) => node is JsonObject json && (WireValue.Filled(json["type"]) is not (null or "error") || MessageProtocol.HasContent(json));

    protected override void ReadAnswer(JsonObject answer)
    {
        if (!MessageProtocol.HasContent(answer) && WireValue.String(answer["type"]) != "message")
            throw ModelFailedException.NoAnswer("it has no content");

        Read("message_start", new JsonObject { ["type"] = "message_start", ["message"] = answer.DeepClone() });
        Read("message_delta", new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = answer["stop_reason"]?.DeepClone() } });
    }

    protected override void Read(string name, JsonObject data)
    {
        switch (WireValue.Filled(data["type"]) ?? name)
        {
            case "message_start":
                Start(data["message"] as JsonObject ?? []);
                break;
            case "content_block_start":
                Open(data["content_block"], WireValue.Long(data["index"]));
                break;
            case "content_block_delta":
                Add(data["delta"] as JsonObject ?? [], WireValue.Long(data["index"]));
                break;
            case "content_block_stop":
                if (Find(WireValue.Long(data["index"])) is { } block)
                    Close(block);
                break;
            case "message_delta":
                Note(data);
                break;
            case "message_stop":
                End(isDone: true);
                break;

            // Pings keep the line open; what comes from a newer protocol than the SDK's would be refused by it.
            default:
                break;
        }
    }

    protected override void Finish(bool isDone)
    {
        if (!_started)
            throw isDone ? ModelFailedException.NoAnswer("its stream holds no message") : Used(ModelFailedException.Cut("no part of an answer arrived", Id));
        if (!isDone)
        {
            SendHeld();
            throw Used(ModelFailedException.Cut("its last event ('message_stop') did not arrive", Id));
        }

        CloseAll();
        Sink.Send(
            new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = _reason, ["stop_sequence"] = _sequence }, ["usage"] = MessageNodes.Usage(_usage, null) },
            "message_delta");
        Sink.Send(new JsonObject { ["type"] = "message_stop" }, "message_stop");
    }

    // A call that was not closed is not made.
    protected override void SendHeld()
    {
        foreach (var block in _blocks.Where(block => block.IsOpen))
            SendRest(block);
    }

    protected override ModelFailedException Used(ModelFailedException failure)
    {
        failure.Usage = _usage is null ? null : MessageUsage.Of(_usage);
        return failure;
    }

    private void Start(JsonObject message)
    {
        var content = message["content"];
        _usage = MessageNodes.Usage(_usage, message["usage"]);
        if (!_started)
        {
            var started = (JsonObject)message.DeepClone();
            MessageNodes.MakeMessage(started, Call.NewId);
            started["content"] = new JsonArray();
            started["stop_reason"] = null;
            started["usage"] = MessageNodes.Usage(_usage, null);
            Id = WireValue.String(started["id"]);
            _started = true;
            Sink.Send(new JsonObject { ["type"] = "message_start", ["message"] = started }, "message_start");
        }

        foreach (var block in content is JsonArray list ? [.. list] : new JsonNode?[] { content })
            if (Open(block, null) is { } opened)
                Close(opened);
    }

    private Block? Open(JsonNode? told, long? index)
    {
        if (MessageNodes.Block(told, Call.NewId) is not { } content)
            return null;
        if (!_started)
            Start([]);

        // The same index again is another block.
        if (Find(index) is { IsOpen: true } before && (before.Index == index || index is null))
            Close(before);

        var block = new Block(_blocks.Count, index, WireValue.String(content["type"])!);
        if (block.Type == "tool_use")
        {
            // Its input comes in pieces as a rule, and at once from some.
            block.Input = content["input"] as JsonObject;
            content["input"] = new JsonObject();
        }

        _blocks.Add(block);
        Sink.Send(new JsonObject { ["type"] = "content_block_start", ["index"] = block.Number, ["content_block"] = content }, "content_block_start");
        return block;
    }

    private void Add(JsonObject delta, long? index)
    {
        var (type, field) = Kind(delta);
        if (field is null)
            return;

        var needed = type switch { "text_delta" => "text", "thinking_delta" or "signature_delta" => "thinking", "input_json_delta" => "tool_use", _ => null };
        var block = Find(index);
        if (block is null || !block.IsOpen || (needed is "text" or "thinking" && block.Type != needed))
            block = needed is "text" or "thinking" ? Open(new JsonObject { ["type"] = needed, [needed] = "" }, index) : null;
        if (block is null)
            return;

        var piece = delta[field] is JsonObject or JsonArray && type == "input_json_delta" ? WireNode.Text(delta[field]!) : WireValue.String(delta[field]);
        if (type == "citations_delta")
            SendDelta(block, (JsonObject)delta.DeepClone());
        else if (piece is { Length: > 0 })
            SendPiece(block, type, field, type == "signature_delta" ? piece : block.Text.Add(piece));
    }

    private static (string Type, string? Field) Kind(JsonObject delta) => WireValue.Filled(delta["type"]) switch
    {
        "text_delta" or "text" => ("text_delta", "text"),
        "input_json_delta" => ("input_json_delta", "partial_json"),
        "thinking_delta" => ("thinking_delta", "thinking"),
        "signature_delta" => ("signature_delta", "signature"),
        "citations_delta" when delta["citation"] is JsonObject citation && WireValue.Filled(citation["type"]) is not null => ("citations_delta", "citation"),
        null when delta["text"] is not null => ("text_delta", "text"),
        null when delta["partial_json"] is not null => ("input_json_delta", "partial_json"),
        null when delta["thinking"] is not null => ("thinking_delta", "thinking"),
        _ => ("", null),
    };

    private void Note(JsonObject data)
    {
        var delta = data["delta"] as JsonObject;
        _usage = MessageNodes.Usage(_usage, data["usage"] ?? delta?["usage"]);
        _reason = MessageNodes.StopReason(delta?["stop_reason"] ?? data["stop_reason"]) ?? _reason;
        _sequence = WireValue.String(delta?["stop_sequence"]) ?? _sequence;
        if (!_started)
            Start([]);
    }

    private Block? Find(long? index) => index is null ? _blocks.LastOrDefault() : _blocks.LastOrDefault(block => block.Index == index) ?? (_blocks.Count > 0 && _blocks[^1].Index is null ? _blocks[^1] : null);

    private void CloseAll()
    {
        foreach (var block in _blocks)
            Close(block);
    }

    private void Close(Block block)
    {
        if (!block.IsOpen)
            return;

        SendRest(block);
        if (block is { Type: "tool_use", HasPieces: false, Input.Count: > 0 })
            SendPiece(block, "input_json_delta", "partial_json", WireNode.Text(block.Input));

        block.IsOpen = false;
        Sink.Send(new JsonObject { ["type"] = "content_block_stop", ["index"] = block.Number }, "content_block_stop");
    }

    private void SendRest(Block block)
    {
        if (block.Text.Rest() is { Length: > 0 } rest)
            SendPiece(block, block.Type switch { "text" => "text_delta", "thinking" => "thinking_delta", _ => "input_json_delta" }, block.Type switch { "text" => "text", "thinking" => "thinking", _ => "partial_json" }, rest);
    }

    private void SendPiece(Block block, string type, string field, string piece)
    {
        block.HasPieces = true;
        if (piece.Length > 0)
            SendDelta(block, new JsonObject { ["type"] = type, [field] = piece });
    }

    private void SendDelta(Block block, JsonObject delta) =>
        Sink.Send(new JsonObject { ["type"] = "content_block_delta", ["index"] = block.Number, ["delta"] = delta }, "content_block_delta");

    private sealed class Block(int number, long? index, string type)
    {
        public int Number => number;

        public long? Index => index;

        public string Type => type;

        public WireText Text { get; } = new();

        public JsonObject? Input { get; set; }

        public bool HasPieces { get; set; }

        public bool IsOpen { get; set; } = true;
    }
}
