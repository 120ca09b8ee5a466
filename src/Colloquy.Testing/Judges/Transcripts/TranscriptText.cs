using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Writes transcripts as models read them: a line of JSON for each thing that was said or called. Ids, which differ from run to run, are left out.</summary>
internal static class TranscriptText
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<TranscriptTurn> turns) => string.Join('\n', turns.SelectMany(turn => turn.Entries.Select(entry => Write(turn, entry))));

    /// <summary>Writes what a person can see: the texts, without tool calls.</summary>
    public static string WriteVisible(IEnumerable<TranscriptTurn> turns) =>
        string.Join('\n', turns.SelectMany(turn => turn.Entries.Where(entry => entry.Call is null).Select(entry => Write(turn, entry))));

    public static string Line(JsonObject json) => json.ToJsonString(Options);

    private static string Write(TranscriptTurn turn, TranscriptEntry entry)
    {
        var json = new JsonObject { ["turn"] = turn.Number == 0 ? "earlier" : turn.Number, ["from"] = entry.From == ChatRole.Assistant ? "agent" : entry.From.Value };
        if (entry.Call is not { } call)
        {
            json["text"] = entry.Text;
            return Line(json);
        }

        json["calls"] = call.Tool;
        json["arguments"] = ToNode(call.Arguments);
        if (!call.WasExecuted)
            json["executed"] = false;
        if (call.Error is not null)
            json["error"] = call.Error;
        else if (call.Result is not null)
            json["result"] = call.Result;
        return Line(json);
    }

    private static JsonNode? ToNode(IReadOnlyDictionary<string, object?> arguments)
    {
        var text = ToolResultText.Write(arguments);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
