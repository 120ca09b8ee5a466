using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Chat completions, as the many services write them that call themselves compatible.</summary>
internal sealed class CompletionProtocol : WireProtocol
{
    private CompletionProtocol()
    {
    }

    public static CompletionProtocol Instance { get; } = new();

    public override JsonObject ReadWhole(JsonNode? body, WireCall call)
    {
        if (WireFailure.Find(body, CompletionChunks.HasChoices(body)) is { } failure)
            throw failure.ToException(call, null);
        if (body is not JsonObject answer)
            throw ModelFailedException.Unreadable("it is not a JSON object");
        if ((answer["choices"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault() is not { } choice)
            throw ModelFailedException.NoAnswer("it has no choices");
        if (CompletionNodes.Failure(choice) is { } failed)
            throw failed.ToException(call, WireValue.Filled(answer["id"]));

        answer.Remove("choices");
        CompletionNodes.MakeHeader(answer);
        var usage = CompletionUsage.Complete(CompletionUsage.Find(answer, choice));
        answer.Remove("usage");
        if (usage is not null)
            answer["usage"] = usage;

        answer["choices"] = new JsonArray(CompletionNodes.WholeChoice(choice, call.NewId));
        return answer;
    }

    public override WireTranslator Translate(WireCall call, WireSink sink) => new CompletionChunks(call, sink);

    public override JsonObject WriteError(WireFailure failure) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = failure.Message ?? "The service gave no reason.",
            ["type"] = failure.Type,
            ["param"] = null,
            ["code"] = failure.Code,
        },
    };
}
