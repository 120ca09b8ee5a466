using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Anthropic's messages, as gateways and other services write them.</summary>
internal sealed class MessageProtocol : WireProtocol
{
    private MessageProtocol()
    {
    }

    public static MessageProtocol Instance { get; } = new();

    public static bool HasContent(JsonNode? node) => node is JsonObject json && json["content"] is JsonArray or JsonValue;

    public override JsonObject ReadWhole(JsonNode? body, WireCall call)
    {
        if (WireFailure.Find(body, HasContent(body)) is { } failure)
            throw failure.ToException(call, null);
        if (body is not JsonObject answer)
            throw ModelFailedException.Unreadable("it is not a JSON object");
        if (!HasContent(answer) && WireValue.String(answer["type"]) != "message")
            throw ModelFailedException.NoAnswer("it has no content");

        MessageNodes.MakeMessage(answer, call.NewId);
        answer["content"] = MessageNodes.Blocks(answer["content"], call.NewId);
        answer["usage"] = MessageNodes.Usage(null, answer["usage"]);
        return answer;
    }

    public override WireTranslator Translate(WireCall call, WireSink sink) => new MessageEvents(call, sink);

    public override JsonObject WriteError(WireFailure failure) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = failure.Type ?? failure.Code ?? "api_error", ["message"] = failure.Message ?? "The service gave no reason." },
    };
}
