using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Rebuilds model calls from the log.</summary>
internal static class CallReader
{
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    /// <summary>Finds the call that made a message: the entry before the messages of its response. The end of a turn, which an answer names, stands for the turn's last message.</summary>
    public static async ValueTask<Entry> FindAsync(SessionLog log, Position message, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (message.IsStart || message > record.Tip)
            throw EntryNotFoundException.NoMessage(log.Key, message, $"is not there: the last is {record.Tip}");

        Entry? wanted = null;
        Entry? end = null;
        await foreach (var entry in log.ReadAsync(LogRead.Back(message) with { Limit = 4 }, cancellationToken).ConfigureAwait(false))
        {
            if (wanted is null && (entry.Kind == EntryKind.TurnEnd || (entry.Kind != EntryKind.Message && end?.TurnStart == entry.TurnStart && entry.Position != entry.TurnStart)))
            {
                end ??= entry;
                continue;
            }

            wanted ??= entry;
            if (wanted.Kind != EntryKind.Message)
                throw EntryNotFoundException.NoMessage(log.Key, message, $"holds an entry of kind '{wanted.Kind}', not a message");
            if (wanted.Subject == ChatRole.User.Value || wanted.Subject == ChatRole.System.Value)
                throw EntryNotFoundException.NoMessage(log.Key, message, $"holds a message of the {wanted.Subject}, which no model made");
            if (wanted.Subject == ChatRole.Tool.Value)
                throw EntryNotFoundException.NoMessage(log.Key, message, "holds a tool's result, which no model made; ask for the message with its call");
            if (entry.Kind == EntryKind.ModelCall)
                return entry;
            if (entry.Kind != EntryKind.Message && entry.Kind != EntryKind.ApprovalRequest && entry.Kind != EntryKind.ApprovalAnswer)
                break;
        }

        throw EntryNotFoundException.NoMessage(log.Key, message, "holds a message that was added from outside, not made by a model call");
    }

    /// <summary>Tells all of a call that is here; what is lost is named, and takes nothing else down.</summary>
    public static async ValueTask<Explanation> ReadAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        var call = entry.Decode<ModelCallBody>(log.Key);
        var kept = new RecordedContent(log, entry.Position);
        var line = new List<ShownMessage>();
        var isPruned = false;
        foreach (var range in call.Window)
            isPruned |= await ReadAsync(log, entry.Parent, entry.Author, range, line, kept.Missing, cancellationToken).ConfigureAwait(false);

        var edits = new List<(MessageEdit, ChatMessage)>();
        var mayBePruned = call.Edits is { Count: > 0 } && !(await log.ReadPrunedAsync(cancellationToken).ConfigureAwait(false)).Ranges.IsEmpty;
        foreach (var edit in call.Edits ?? [])
        {
            var what = edit.Inserted ? "A message that was put in is" : $"What the model was shown in place of the message at position {edit.Position} is";
            var found = await kept.ReadAsync(edit.Message, what, static bytes => PayloadCodec.Decode(EntryKind.Message, bytes.Span) as MessageBody, mayBePruned, cancellationToken).ConfigureAwait(false);
            if (found is not null)
                edits.Add((edit.Inserted ? edit with { Position = MessageEdits.Behind(line, edit.Position) } : edit, found.Message));
        }

        return new Explanation
        {
            Position = entry.Position,
            Call = ModelCall.Of(call),
            Agent = entry.Author,
            Messages = MessageEdits.Compose(line, edits, call.KeptUpTo is { } upTo ? await ServiceConversationLine.ReadWaitingAsync(log, upTo, cancellationToken).ConfigureAwait(false) : null),
            Instructions = call.Instructions is { } instructions ? await kept.ReadAsync(instructions, "The text of the instructions is", static bytes => Encoding.UTF8.GetString(bytes.Span), mayBePruned: false, cancellationToken).ConfigureAwait(false) : null,
            Tools = call.Tools is { } tools ? await kept.ReadAsync<JsonElement?>(tools, "The list of the tools is", static bytes => JsonElement.Parse(bytes.Span, JsonDepth.Stored), mayBePruned: false, cancellationToken).ConfigureAwait(false) : null,
            Options = call.Options,
            IsPruned = isPruned || kept.IsPruned,
            Missing = kept.Missing,
        };
    }

    /// <summary>Reads messages of a range; true when some of them were pruned.</summary>
    private static async ValueTask<bool> ReadAsync(SessionLog log, Position head, string? reader, PositionRange range, List<ShownMessage> line, List<string> missing, CancellationToken cancellationToken)
    {
        var read = LogRead.Forth(head, range.First.Previous) with { Kinds = MessageKind, Limit = (int)Math.Clamp(range.Last.Value - range.First.Value + 1, 1, 1_000) };
        var isPruned = false;
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Position > range.Last)
                break;

            isPruned |= entry.IsPruned;
            if (entry.IsPruned)
                continue;

            var item = await ItemReader.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
            if (item.Unreadable is { } problem)
                missing.Add($"The message at position {item.Position} cannot be shown as it was, since it {problem}.");
            if (!item.IsPartial && (item.Unreadable is null || item.Message.Contents.Count > 0))
                line.Add(new ShownMessage(item.Position, WindowItem.Name(item.Message, entry.Author, reader)));
        }

        return isPruned;
    }
}
