using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>A call of a tool, or a piece of one, as it came: what is missing is empty, and what OpenAI does not know is kept aside.</summary>
internal sealed record CallPiece(long? Index, string Id, string Name, string? Arguments, JsonObject Fields)
{
    private static readonly string[] s_known = ["index", "id", "type", "function", "name", "arguments"];

    /// <summary>Takes the calls out of a message, also the older single one.</summary>
    public static List<CallPiece> TakeAll(JsonObject message)
    {
        var calls = message["tool_calls"];
        var older = message["function_call"];
        message.Remove("tool_calls");
        message.Remove("function_call");

        List<CallPiece> pieces = [];
        foreach (var call in calls is JsonArray list ? [.. list] : new JsonNode?[] { calls })
            if (call is JsonObject { Count: > 0 } json)
                pieces.Add(Read(json));
        if (older is JsonObject { Count: > 0 } function)
            pieces.Add(Read(new JsonObject { ["function"] = function.DeepClone() }));

        return pieces;
    }

    private static CallPiece Read(JsonObject call)
    {
        // Some services leave the function out and write its name and arguments into the call.
        var function = call["function"] as JsonObject ?? call;
        var fields = Others(call);
        if (!ReferenceEquals(function, call) && Others(function) is { Count: > 0 } inner)
            fields["function"] = inner;

        return new(WireValue.Long(call["index"]), WireValue.Scalar(call["id"])?.Trim() ?? "", WireValue.String(function["name"]) ?? "", Text(function["arguments"]), fields);
    }

    private static string? Text(JsonNode? arguments) => arguments switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
        _ => WireNode.Text(arguments),
    };

    private static JsonObject Others(JsonObject json)
    {
        var others = new JsonObject();
        foreach (var (name, value) in json)
            if (!s_known.Contains(name) && value is not null && WireNames.IsPlain(name))
                others[name] = value.DeepClone();

        return others;
    }
}
