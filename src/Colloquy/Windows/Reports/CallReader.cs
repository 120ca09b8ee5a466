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
            throw new NoMessageException(log.Key, message, $"is not there: the last is {record.Tip}");

        Entry? wanted = null;
        Entry? end = null;
        await foreach (var entry in log.ReadAsync(LogRead.Back(message) with { Limit = 4 }, cancellationToken).ConfigureAwait(false))
        {
            if (wanted is null && (entry.Kind == EntryKind.TurnEnd || (entry.Kind != EntryKind.Message && end?.Turn == entry.Turn && entry.Position != entry.Turn)))
            {
                end ??= entry;
                continue;
            }

            wanted ??= entry;
            if (wanted.Kind != EntryKind.Message)
                throw new NoMessageException(log.Key, message, $"holds an entry of kind '{wanted.Kind}', not a message");
            if (wanted.Subject == ChatRole.User.Value || wanted.Subject == ChatRole.System.Value)
                throw new NoMessageException(log.Key, message, $"holds a message of the {wanted.Subject}, which no model made");
            if (wanted.Subject == ChatRole.Tool.Value)
                throw new NoMessageException(log.Key, message, "holds a tool's result, which no model made; ask for the message with its call");
            if (entry.Kind == EntryKind.ModelCall)
                return entry;
            if (entry.Kind != EntryKind.Message && entry.Kind != EntryKind.ApprovalRequest && entry.Kind != EntryKind.ApprovalAnswer)
                break;
        }

        throw new NoMessageException(log.Key, message, "holds a message that was added from outside, not made by a model call");
    }

    public static async ValueTask<Explanation> ReadAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        var call = entry.Decode<ModelCallBody>(log.Key);
        var line = new List<ShownMessage>();
        var isPruned = false;
        foreach (var range in call.Window)
            isPruned |= await ReadAsync(log, entry.Parent, entry.Author, range, line, cancellationToken).ConfigureAwait(false);

        var edits = new List<(WindowEdit, ChatMessage)>();
        foreach (var edit in call.Edits ?? [])
        {
            if (await log.Store.GetBlobAsync(log.Key, edit.Message, cancellationToken).ConfigureAwait(false) is { } blob)
                edits.Add((edit, ((MessageBody)PayloadCodec.Decode(EntryKind.Message, blob.Bytes.Span)).Message));
            else if ((await log.ReadPrunedAsync(cancellationToken).ConfigureAwait(false)).Ranges.IsEmpty)
                throw new CorruptEntryException(log.Key, entry.Position, $"refers to content {edit.Message} that is not there");
            else
                isPruned = true;
        }

        return new Explanation
        {
            Position = entry.Position,
            Call = call,
            Agent = entry.Author,
            Messages = WindowEdits.Compose(line, edits, call.KeptUpTo is { } upTo ? await KeptLine.ReadWaitingAsync(log, upTo, cancellationToken).ConfigureAwait(false) : null),
            Instructions = call.Instructions is { } instructions ? Encoding.UTF8.GetString((await BlobAsync(log, entry, instructions, cancellationToken).ConfigureAwait(false)).Span) : null,
            Tools = call.Tools is { } tools ? JsonElement.Parse((await BlobAsync(log, entry, tools, cancellationToken).ConfigureAwait(false)).Span, JsonDepth.Stored) : null,
            Options = call.Options,
            IsPruned = isPruned,
        };
    }

    /// <summary>Reads messages of a range; true when some of them were pruned.</summary>
    private static async ValueTask<bool> ReadAsync(SessionLog log, Position head, string? reader, PositionRange range, List<ShownMessage> line, CancellationToken cancellationToken)
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

            var item = await SessionItems.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
            if (!item.Partial)
                line.Add(new ShownMessage(item.Position, WindowItem.Name(item.Message, entry.Author, reader)));
        }

        return isPruned;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> BlobAsync(SessionLog log, Entry call, Digest hash, CancellationToken cancellationToken) =>
        (await log.Store.GetBlobAsync(log.Key, hash, cancellationToken).ConfigureAwait(false) ?? throw new CorruptEntryException(log.Key, call.Position, $"refers to content {hash} that is not there")).Bytes;
}
