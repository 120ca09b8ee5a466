using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads a streamed response: items under ids that hold, each told as done once, and one last event with the usage.</summary>
internal sealed class ResponseEvents(WireCall call, WireSink sink) : WireTranslator(call, sink)
{
    private static readonly string[] s_indexes = ["output_index", "content_index", "summary_index", "annotation_index"];

    private readonly WireTexts _texts = new();
    private readonly Dictionary<int, string> _ids = [];
    private readonly Dictionary<int, JsonObject> _openCalls = [];
    private readonly JsonArray _done = [];
    private readonly HashSet<string> _texted = [];
    private JsonObject? _usage;
    private string? _model;
    private int _sequence;
    private bool _began;

    protected override bool HasAnswer(JsonNode? node) => node is JsonObject json && (WireValue.Filled(json["type"]) is not (null or "error") || json["output"] is not null);

    protected override void ReadAnswer(JsonObject answer) =>
        Read("response.completed", new JsonObject { ["type"] = "response.completed", ["response"] = answer.DeepClone() });

    protected override void Read(string name, JsonObject data)
    {
        var type = WireValue.Filled(data["type"]) ?? name;
        data["type"] = type;
        data["sequence_number"] = _sequence++;
        data.Remove("logprobs");
        foreach (var index in s_indexes)
            if (data.ContainsKey(index))
                data[index] = WireValue.Count(data[index]) ?? 0;

        WireNames.DropOdd(data);
        _began = true;
        switch (type)
        {
            case "response.created" or "response.in_progress" or "response.queued" or "response.completed" or "response.incomplete" or "response.failed":
                ReadResponse(type, data);
                break;
            case "response.output_item.added" or "response.output_item.done":
                ReadItem(type, data);
                break;
            case "response.function_call_arguments.delta" or "response.function_call_arguments.done":
                ReadArguments(data);
                break;
            case "response.content_part.added" or "response.content_part.done":
                if (ResponseNodes.Part(data["part"]) is { } part)
                    Send(data, "part", part);
                break;
            case "response.output_text.annotation.added":
                if (ResponseNodes.IsCitation(data["annotation"]))
                    Send(data);
                break;
            case var delta when delta.EndsWith(".delta", StringComparison.Ordinal):
                ReadDelta(type, data);
                break;
            default:
                Send(data);
                break;
        }
    }

    protected override void Finish(bool isDone)
    {
        SendHeld();
        if (!_began)
            throw isDone ? ModelFailedException.NoAnswer("its stream holds no event") : ModelFailedException.Cut("no part of an answer arrived", Id);
        if (!isDone || (_done.Count == 0 && _texted.Count == 0))
            throw ModelFailedException.Cut("its last event ('response.completed') did not arrive", Id);

        Read("response.completed", new JsonObject { ["type"] = "response.completed", ["response"] = new JsonObject { ["status"] = "completed" } });
    }

    protected override void SendHeld()
    {
        foreach (var (name, rest) in _texts.Rest())
        {
            var parts = name.Split('\n');
            Sink.Send(new JsonObject { ["type"] = parts[0], ["sequence_number"] = _sequence++, ["item_id"] = parts[1], ["output_index"] = 0, ["content_index"] = 0, ["summary_index"] = 0, ["delta"] = rest }, parts[0]);
        }
    }

    private void ReadResponse(string type, JsonObject data)
    {
        var told = data["response"] as JsonObject ?? [];
        if (WireFailure.Find(told, hasAnswer: true) is { } failure)
        {
            Id ??= WireValue.Filled(told["id"]);
            throw Fail(failure);
        }

        var isLast = type is "response.completed" or "response.incomplete" or "response.failed";
        var response = ResponseNodes.Response((JsonObject)told.DeepClone(), isLast ? type["response.".Length..] : "in_progress", Call.NewId);
        Id ??= WireValue.String(response["id"]);
        _model ??= WireValue.String(response["model"]);
        CompletionNodes.Keep(response, "id", Id);
        CompletionNodes.Keep(response, "model", _model);
        _usage = (response["usage"] as JsonObject)?.DeepClone() as JsonObject ?? _usage;
        response.Remove("usage");
        if (isLast)
        {
            SendHeld();
            SendMissing((JsonArray)response["output"]!);
            response["output"] = _done.DeepClone();
            if (_usage is not null)
                response["usage"] = _usage.DeepClone();
        }

        Send(data, "response", response);
        IsOver = isLast;
    }

    private void ReadItem(string type, JsonObject data)
    {
        if (data["item"] is not JsonObject told)
            return;

        var at = At(data);
        var item = ResponseNodes.Item((JsonObject)told.DeepClone(), Call.NewId);
        var kind = WireValue.String(item["type"]);

        // The id that its pieces bore is the item's, whatever the service says at its end.
        if (_ids.TryGetValue(at, out var id))
            item["id"] = id;
        else if (WireValue.String(item["id"]) is { } given)
            _ids[at] = given;
        if (type == "response.output_item.added")
        {
            if (kind == "function_call")
                _openCalls[at] = item;
            Send(data, "item", item.DeepClone());
            return;
        }

        if (kind == "function_call" && WireValue.String(item["arguments"]) is "" && _openCalls.TryGetValue(at, out var open))
            item["arguments"] = open["arguments"]?.DeepClone();
        _ids.Remove(at);
        _openCalls.Remove(at);
        _done.Add(item.DeepClone());
        Send(data, "item", item);
    }

    private void ReadArguments(JsonObject data)
    {
        var at = At(data);
        if (!_openCalls.TryGetValue(at, out var open))
            return;

        open["arguments"] = WireValue.String(data["arguments"]) is { Length: > 0 } whole
            ? WireText.MakeWellFormed(whole)
            : WireValue.String(open["arguments"]) + _texts.Add($"arguments\n{at}", WireValue.String(data["delta"]) ?? "");
    }

    private void ReadDelta(string type, JsonObject data)
    {
        var at = At(data);
        if (!_ids.TryGetValue(at, out var id))
            _ids[at] = id = WireValue.Filled(data["item_id"]) ?? $"item_{Call.NewId()}";

        data["item_id"] = id;
        data["delta"] = _texts.Add($"{type}\n{id}", WireValue.String(data["delta"]) ?? "");
        if (type is "response.output_text.delta" or "response.refusal.delta")
            _texted.Add(id);

        Send(data);
    }

    // Services report items in the last event only, or calls by their arguments only.
    private void SendMissing(JsonArray output)
    {
        foreach (var (at, open) in _openCalls.ToList())
            SendDone(open, at);

        foreach (var item in output.OfType<JsonObject>().ToList())
        {
            var kind = WireValue.String(item["type"]);
            var isTold = kind switch
            {
                "function_call" => _done.Any(told => WireValue.String(told!["call_id"]) == WireValue.String(item["call_id"])),
                "message" => _texted.Count > 0 || IsDone("message"),
                _ => IsDone(kind),
            };
            if (!isTold)
                SendDone(item, _done.Count);
            else if (kind == "message" && !IsDone("message"))
                _done.Add(item.DeepClone());
        }
    }

    private bool IsDone(string? kind) => _done.Any(told => WireValue.String(told!["type"]) == kind);

    private void SendDone(JsonObject item, int at) =>
        ReadItem("response.output_item.done", new JsonObject { ["type"] = "response.output_item.done", ["sequence_number"] = _sequence++, ["output_index"] = at, ["item"] = item.DeepClone() });

    private static int At(JsonObject data) => WireValue.Count(data["output_index"]) ?? 0;

    private void Send(JsonObject data, string? name = null, JsonNode? value = null)
    {
        if (name is not null)
            data[name] = value;

        Sink.Send(data, WireValue.String(data["type"]));
    }
}
