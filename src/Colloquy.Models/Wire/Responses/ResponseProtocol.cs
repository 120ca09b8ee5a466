using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>OpenAI's responses, as services write them that took the protocol over.</summary>
internal sealed class ResponseProtocol : WireProtocol
{
    private ResponseProtocol()
    {
    }

    public static ResponseProtocol Instance { get; } = new();

    public static bool HasOutput(JsonNode? node) => node is JsonObject json && json["output"] is JsonArray or JsonValue;

    public override JsonObject ReadWhole(JsonNode? body, WireCall call)
    {
        if (WireFailure.Find(body, HasOutput(body)) is { } failure)
            throw failure.ToException(call, body is JsonObject failed ? WireValue.Filled(failed["id"]) : null);
        if (body is not JsonObject answer)
            throw ModelFailedException.Unreadable("it is not a JSON object");
        if (!HasOutput(answer) && WireValue.Filled(answer["status"]) is null)
            throw ModelFailedException.NoAnswer("it has no output");

        return ResponseNodes.Response(answer, "completed", call.NewId);
    }

    public override WireTranslator Translate(WireCall call, WireSink sink) => new ResponseEvents(call, sink);

    public override JsonObject WriteError(WireFailure failure) => CompletionProtocol.Instance.WriteError(failure);
}
