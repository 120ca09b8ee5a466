using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>An entry as one line: its position, who wrote it, and what it says.</summary>
internal static class FollowedView
{
    public static string Line(FollowedEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Position,6}  {PlainText.Line(Who(entry)),-9}  {Describe(entry.Body)}").TrimEnd();

    public static string Describe(EntryBody body) => PlainText.Line(body switch
    {
        MessageBody message => MessageView.Describe(message.Message, message.Partial),
        ModelCallBody { Error: { } error } call => $"called {Name(call)}: {error}",
        ModelCallBody call => $"called {Name(call)} ({Wording.Duration(call.Duration)}{(call.Usage is { } usage ? $", {Wording.Number(usage.InputTokenCount ?? 0)} tokens in, {Wording.Number(usage.OutputTokenCount ?? 0)} out" : "")})",
        TurnStartBody start => $"turn {start.Number} begins",
        TurnEndBody end => $"the turn ends: {Wording.Status(end.Status)}{((end.ErrorMessage ?? end.ErrorType) is { } error ? $", {error}" : "")}",
        StateBody { Removed: true } state => $"removes {state.Key}",
        StateBody state => $"sets {state.Key} = {(state.Value is { } value ? Wording.Value(value) : "null")}",
        HandoffBody handoff => $"hands over to {handoff.To ?? "the first agent"}{(handoff.Reason is { } reason ? $": {reason}" : "")}",
        HeadMoveBody move => $"branch '{move.Branch}' moves from {move.From} to {move.To} ({move.Reason})",
        BranchBody { Change: BranchChange.Made } branch => $"branch '{branch.Branch}' is made at {branch.Head}",
        BranchBody { Change: BranchChange.Deleted } branch => $"branch '{branch.Branch}' is deleted",
        BranchBody branch => $"branch '{branch.Branch}' is current",
        SummaryBody summary => $"sums up {Wording.Range(summary.Covers)}: {summary.Text}",
        ImportanceBody importance => $"judges what came before {importance.Before}",
        PruneBody prune => $"what {Wording.Count(prune.Messages, "message")} said is pruned ({prune.Strategy}{(prune.By is { } by ? $", {by}" : "")})",
        PrunedBody => "(pruned)",
        UnreadableBody unreadable => $"[{unreadable.StoredKind}] {Wording.Unreadable(unreadable.Problem)}",
        LifecycleBody lifecycle => lifecycle.Closed ? "the session is closed" : "the session is open again",
        _ => $"[{body.Kind}]",
    });

    private static string Who(FollowedEntry entry) => entry.Body switch
    {
        MessageBody { Message.Role: var role } when role != ChatRole.Assistant => role.Value,
        MessageBody => entry.Author ?? ChatRole.Assistant.Value,
        _ => entry.Author ?? "-",
    };

    private static string Name(ModelCallBody call) => $"{call.Model ?? "a model"}{(call.Purpose is { } purpose ? $" for {purpose}" : "")}";
}
