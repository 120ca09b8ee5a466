using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What the model is shown of a branch.</summary>
/// <param name="Messages">The messages, in order and balanced: no call without its result, no result without its call.</param>
/// <param name="Shown">The positions that they come from; empty when there is no message.</param>
internal sealed record Window(List<ChatMessage> Messages, PositionRange? Shown)
{
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    /// <summary>Reads all messages of a line, and balances them.</summary>
    public static async ValueTask<Window> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return new Window([], null);

        var items = new List<ChatMessage>();
        Position first = default, last = default;
        var read = LogRead.Forth(head) with { Kinds = MessageKind, Limit = 1_000 };
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
        {
            var item = await SessionItems.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
            if (item.Partial)
                continue;

            if (items.Count == 0)
                first = item.Position;
            last = item.Position;
            items.Add(item.Message);
        }

        return new Window(MessageBalance.Balance(items), items.Count == 0 ? null : new PositionRange(first, last));
    }
}
