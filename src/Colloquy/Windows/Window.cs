using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What the model is shown of a branch, in order and balanced: no call without its result, no result without its call.</summary>
internal sealed class Window
{
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    /// <summary>The messages.</summary>
    public List<ChatMessage> Messages { get; private init; } = [];

    /// <summary>The positions that they come from; null when there are none.</summary>
    public PositionRange? Shown { get; private set; }

    /// <summary>Reads all messages of a line, and balances them.</summary>
    public static async ValueTask<Window> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return new Window();

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

        return new Window { Messages = MessageBalance.Balance(items), Shown = items.Count == 0 ? null : new PositionRange(first, last) };
    }

    /// <summary>Adds a message that was written just now.</summary>
    public void Add(ChatMessage message, Position position)
    {
        Messages.Add(message);
        Shown = Shown is { } shown ? shown with { Last = position } : new PositionRange(position, position);
    }
}
