using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads a streamed chat completion: one id, one model, one choice, calls under indexes of their own, and at the end the finish reason and the last usage told.</summary>
internal sealed class CompletionChunks(WireCall call, WireSink sink) : WireTranslator(call, sink)
{
    private static readonly string[] s_texts = ["content", "refusal", "reasoning_content", "reasoning"];

    private readonly CompletionCalls _calls = new(call.NewId);
    private readonly ProviderFields _fields = new();
    private readonly WireTexts _texts = new();
    private string? _model;
    private long? _created;
    private long? _choice;
    private string? _reason;
    private JsonObject? _usage;
    private bool _saidSomething;
    private bool _heldSent;

    public static bool HasChoices(JsonNode? node) => node is JsonObject json && json["choices"] is JsonArray { Count: > 0 };

    protected override void ReadAnswer(JsonObject answer)
    {
        foreach (var choice in (answer["choices"] as JsonArray ?? []).OfType<JsonObject>())
            for (var i = 0; (choice["message"] as JsonObject)?["tool_calls"] is JsonArray calls && i < calls.Count; i++)
                if (calls[i] is JsonObject made)
                    made["index"] = i;

        Read("", answer);
    }

    // What an event holds besides choices, such as usage or Azure's filter results, is no failure either.
    protected override bool HasAnswer(JsonNode? node) => node is JsonObject json && (json["choices"] is JsonArray || json["usage"] is JsonObject);

    protected override void Read(string name, JsonObject chunk)
    {
        CompletionNodes.MakeHeader(chunk);
        Id ??= WireValue.String(chunk["id"]);
        _model ??= WireValue.String(chunk["model"]);
        _created ??= WireValue.Long(chunk["created"]);

        var choice = (chunk["choices"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(IsOurs);
        _usage = CompletionUsage.Merge(_usage, CompletionUsage.Find(chunk, choice));
        chunk.Remove("usage");
        chunk.Remove("choices");
        if (choice is not null && CompletionNodes.Failure(choice) is { } failure)
            throw Fail(failure);

        Send(chunk, choice is null ? null : Choice(choice));
    }

    protected override void Finish(bool isDone)
    {
        if (_choice is null)
        {
            SendHeld();
            throw isDone || _usage is not null
                ? ModelFailedException.NoAnswer("its stream holds no choice")
                : ModelFailedException.Cut("no part of an answer arrived", Id);
        }

        if (!isDone && _reason is null)
        {
            SendHeld();
            throw ModelFailedException.Cut("neither a finish reason nor the end of the stream ('[DONE]') arrived", Id);
        }

        SendLast();
        SendHeld();
        Sink.SendDone();
    }

    protected override void SendHeld()
    {
        if (_heldSent)
            return;

        _heldSent = true;
        var rest = Rest();
        if (rest.Count > 0)
            Send([], NewChoice(rest, null));
        if (_usage is not null)
            Send(new JsonObject { ["usage"] = CompletionUsage.Complete(_usage) }, null);
    }

    private void SendLast()
    {
        var delta = Rest();
        var calls = new JsonArray([.. _calls.Rest()]);
        if (calls.Count > 0)
            delta["tool_calls"] = calls;
        if (_fields.ToJson() is { } fields)
        {
            delta[ProviderFields.WireName] = fields;

            // Fields belong to a message, which is told by its id.
            Id ??= "chatcmpl-" + Call.NewId();
        }

        var reason = FinishReasons.Read(_reason, _calls.Count > 0);
        var choice = NewChoice(delta, reason.Known);
        if (reason.Other is { } other)
            choice[CompletionNodes.OtherReason] = other;

        Send([], choice);
    }

    private bool IsOurs(JsonObject choice)
    {
        var index = WireValue.Long(choice["index"]) ?? 0;
        return (_choice ??= index) == index;
    }

    private JsonObject Choice(JsonObject choice)
    {
        // A last chunk may repeat the whole message.
        var delta = choice["delta"] as JsonObject ?? (_saidSomething ? null : choice["message"] as JsonObject) ?? new JsonObject { ["content"] = choice["text"]?.DeepClone() };
        if (WireValue.Filled(choice["finish_reason"]) is { } reason && FinishReasons.Read(reason, false).Known is not null)
            _reason = reason;

        var parts = MessageParts.Take(delta);
        _fields.AddMessage(delta, parts);
        var calls = new JsonArray();
        foreach (var piece in CallPiece.TakeAll(delta))
        {
            var (number, one) = _calls.Add(piece);
            _fields.AddCall(number, piece.Fields);
            calls.Add((JsonNode)one);
        }

        if (parts.Content is not null)
            delta["content"] = parts.Content;
        if ((parts.Reasoning ?? MessageParts.Details(delta)) is { } thought && delta["reasoning_content"] is null && delta["reasoning"] is null)
            delta["reasoning_content"] = thought;
        foreach (var name in s_texts)
            CompletionNodes.Keep(delta, name, WireValue.String(delta[name]) is { Length: > 0 } text ? _texts.Add(name, text) : null);

        _saidSomething |= calls.Count > 0 || s_texts.Any(name => delta[name] is not null);
        delta["role"] = "assistant";
        if (calls.Count > 0)
            delta["tool_calls"] = calls;

        CompletionNodes.DropUnreadable(delta);
        var written = NewChoice((JsonObject)delta.DeepClone(), null);
        if (LogProbabilities.Take(choice) is { } probabilities)
            written["logprobs"] = probabilities;

        return written;
    }

    private void Send(JsonObject chunk, JsonObject? choice)
    {
        CompletionNodes.Keep(chunk, "id", Id);
        CompletionNodes.Keep(chunk, "model", _model);
        chunk["object"] = "chat.completion.chunk";
        if (_created is { } created)
            chunk["created"] = created;
        chunk["choices"] = choice is null ? [] : new JsonArray(choice);
        Sink.Send(chunk);
    }

    private static JsonObject NewChoice(JsonObject delta, string? reason) => new() { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason };

    private JsonObject Rest()
    {
        var delta = new JsonObject();
        foreach (var (name, rest) in _texts.Rest())
            delta[name] = rest;

        return delta;
    }
}
