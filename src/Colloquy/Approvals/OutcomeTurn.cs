using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A turn whose input is what came of calls that waited behind newer turns.</summary>
internal static class OutcomeTurn
{
    private const string Mark = "This is not from the user. It tells what came of a tool call that waited for a person.";

    private static readonly EntryKind[] MarkKinds = [EntryKind.TurnStart, EntryKind.TurnEnd, EntryKind.TurnResume];
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    /// <summary>The message by which the model learns of an outcome. It is none of the user's, and bears the name of an agent in the log.</summary>
    public static ChatMessage ToMessage(FunctionCallContent call, object? result)
    {
        var name = $"{call.Name}({ToolArguments.Write(call.Arguments)?.GetRawText()})";
        return result is IEnumerable<AIContent> contents
            ? new ChatMessage(ChatRole.User, [new TextContent($"[{Mark}] {name}:"), .. contents])
            : new ChatMessage(ChatRole.User, $"[{Mark}] {name}: {(result is null ? "done, without a result" : result)}");
    }

    public static void Append(EntryWriter writer, Position turn, PendingCall call, Position placeholder, string result) =>
        writer.Append(new MessageBody(ToMessage(call.Call, result)) { Outcome = placeholder, Error = result }, turn, call.Author ?? "agent");

    /// <summary>The placeholders whose outcomes a turn has told so far.</summary>
    public static async ValueTask<HashSet<Position>> ReadToldAsync(SessionLog log, Position start, Position end, CancellationToken cancellationToken)
    {
        HashSet<Position> told = [];
        await foreach (var entry in log.ReadAsync(LogRead.Forth(end, start) with { Kinds = MessageKind, Limit = 100 }, cancellationToken).ConfigureAwait(false))
        {
            if (!entry.IsPruned && log.Decode(entry) is MessageBody { Outcome: { } placeholder })
                told.Add(placeholder);
        }

        return told;
    }

    /// <summary>When the newest turn is one whose process died, reports that the outcome of the call that may have run is unknown. The calls behind it have not run.</summary>
    /// <returns>What has not run, and waits on; null for nothing.</returns>
    public static async ValueTask<DeferredTurn?> AbandonAsync(SessionLog log, EntryWriter writer, CancellationToken cancellationToken)
    {
        var page = writer.Head.IsStart ? null : await log.Store.ReadAsync(log.Key, LogRead.Back(writer.Head) with { Kinds = MarkKinds, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        if (page?.Entries is not [{ IsPruned: false } start] || log.Decode(start) is not TurnStartBody { Tells: { } deferred })
            return null;

        var told = await ReadToldAsync(log, start.Position, writer.Head, cancellationToken).ConfigureAwait(false);
        DeferredCall[] left = [.. deferred.Calls.Where(call => !told.Contains(call.Placeholder))];
        if (left.Length == 0)
            return null;

        var waiting = await WaitingTurn.ReadAsync(log, deferred, cancellationToken).ConfigureAwait(false);
        Append(writer, start.Position, waiting.Open[left[0].Index], left[0].Placeholder, ApprovalResult.Unknown);
        return left.Length == 1 ? null : deferred with { Calls = left[1..] };
    }
}
