using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>An entry as one line: its position, who wrote it, and what it says.</summary>
internal static class FollowedView
{
    public static string Line(SessionEvent entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Position,6}  {PlainText.Line(Who(entry)),-9}  {Describe(entry)}").TrimEnd();

    public static string Describe(SessionEvent entry)
    {
        if (entry.IsPruned)
            return "(pruned)";
        if (entry.Unreadable is { } problem)
            return PlainText.Line($"[{entry.Kind}] {Wording.Unreadable(problem)}");

        return PlainText.Line(entry switch
        {
            { Message: { } message } => MessageView.Describe(message, entry.IsPartial),
            { ModelCall: { Error: { } error } call } => $"called {Name(call)}: {error}",
            { ModelCall: { } call } => $"called {Name(call)} ({Wording.Duration(call.Duration)}{(call.Usage is { } usage ? $", {Wording.Number(usage.InputTokenCount ?? 0)} tokens in, {Wording.Number(usage.OutputTokenCount ?? 0)} out" : "")})",
            _ => Describe(entry, new EventDetails(entry)),
        });
    }

    /// <summary>Describes an entry of a kind whose fields are read by their stored names.</summary>
    private static string Describe(SessionEvent entry, EventDetails details)
    {
        var kind = entry.Kind;
        if (kind == EntryKind.TurnStart)
            return $"turn {entry.Subject} begins";
        if (kind == EntryKind.TurnEnd)
            return $"the turn ends: {entry.Subject}{((details.Text("errorMessage") ?? details.Text("errorType")) is { } error ? $", {error}" : "")}";
        if (kind == EntryKind.State)
            return details.IsTrue("removed") ? $"removes {details.Text("key")}" : $"sets {details.Text("key")} = {(details.Find("value") is { } value ? Wording.Value(value) : "null")}";
        if (kind == EntryKind.Handoff)
            return $"hands over to {details.Text("to") ?? "the first agent"}{(details.Text("reason") is { } reason ? $": {reason}" : "")}";
        if (kind == EntryKind.HeadMove)
            return $"branch '{details.Text("branch")}' moves from {details.Number("from")} to {details.Number("to")} ({details.Text("reason")})";
        if (kind == EntryKind.Branch)
        {
            return details.Text("change") switch
            {
                "Made" => $"branch '{details.Text("branch")}' is made at {details.Number("head")}",
                "Deleted" => $"branch '{details.Text("branch")}' is deleted",
                _ => $"branch '{details.Text("branch")}' is current",
            };
        }

        if (kind == EntryKind.Summary)
            return $"sums up {RangeOf(details.Find("covers"))}: {details.Text("text")}";
        if (kind == EntryKind.Importance)
            return $"judges what came before {details.Number("before")}";
        if (kind == EntryKind.Prune)
            return $"what {Wording.Count(details.Number("messages"), "message")} said is pruned ({details.Text("strategy")}{(details.Text("by") is { } by ? $", {by}" : "")})";
        return kind == EntryKind.Lifecycle ? details.IsTrue("closed") ? "the session is closed" : "the session is open again" : $"[{kind}]";
    }

    private static string RangeOf(JsonElement? covers) =>
        covers is { ValueKind: JsonValueKind.Object } range ? Wording.Range(new PositionRange(PositionOf(range, "first"), PositionOf(range, "last"))) : "messages";

    private static Position PositionOf(JsonElement range, string name) => new(range.TryGetProperty(name, out var value) ? value.GetInt64() : 0);

    private static string Who(SessionEvent entry) => entry.Message switch
    {
        { Role: var role } when role != ChatRole.Assistant => role.Value,
        { } => entry.Author ?? ChatRole.Assistant.Value,
        _ => entry.Author ?? "-",
    };

    private static string Name(ModelCall call) => $"{call.Model ?? "a model"}{(call.Purpose is { } purpose ? $" for {purpose}" : "")}";
}
