using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>Says what changed in the turns of a conversation: lines that begin with - are of the earlier run, those with + of the later one.</summary>
internal static class TurnDifferences
{
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<(string Turn, IReadOnlyList<string> Changes, IReadOnlyList<string> Lines)> Of(ConversationComparison conversation) =>
        from turn in conversation.Turns
        where turn.Changes != ChangeKinds.None
        select ((turn.After ?? turn.Before)!.Name, TestWords.Of(turn.Changes), (IReadOnlyList<string>)[.. Of(turn)]);

    private static IEnumerable<string> Of(TurnComparison turn)
    {
        if (turn.Before?.Input != turn.After?.Input)
        {
            foreach (var line in Pair("said", turn.Before?.Input, turn.After?.Input))
                yield return line;
        }

        if (turn.Before?.Answer != turn.After?.Answer)
        {
            foreach (var line in Pair("answer", turn.Before?.Answer, turn.After?.Answer))
                yield return line;
        }

        foreach (var line in turn.Calls.Where(call => call.IsChanged).SelectMany(call => Pair("call", Text(call.Before), Text(call.After))))
            yield return line;
        foreach (var line in turn.State.SelectMany(state => Pair($"state {state.Key}", state.Before?.GetRawText(), state.After?.GetRawText())))
            yield return line;
        if (turn is { Before: { } before, After: { } after } && (turn.Changes & (ChangeKinds.Dearer | ChangeKinds.Cheaper)) != 0)
            yield return $"cost: {Cost(before)} before, {Cost(after)} now";
    }

    private static IEnumerable<string> Pair(string what, string? before, string? after)
    {
        if (!string.IsNullOrEmpty(before))
            yield return PlainText.Line($"- {what}: {before}");
        if (!string.IsNullOrEmpty(after))
            yield return PlainText.Line($"+ {what}: {after}");
    }

    private static string? Text(ToolCallRecord? call) => call is null ? null : $"{(call.Host is { } host ? $"{host}." : "")}{call.Tool} {Compact(call.Arguments)} = {call.Error ?? Compact(call.Result)}";

    /// <summary>JSON without white space between its parts, so that a live run reads as its replay does; any other text as it is.</summary>
    private static string? Compact(string? text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return text;

        try
        {
            using var json = JsonDocument.Parse(text!);
            return Compact(json.RootElement);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Compact(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_compact))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static string Cost(TurnRecord turn) => turn.Cost is { } cost
        ? $"${cost.ToString("0.######", CultureInfo.InvariantCulture)} ({turn.Usage.Total.ToString(CultureInfo.InvariantCulture)} tokens)"
        : $"{turn.Usage.Total.ToString(CultureInfo.InvariantCulture)} tokens";
}
