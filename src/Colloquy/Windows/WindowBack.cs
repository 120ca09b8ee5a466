namespace Colloquy;

/// <summary>The exchanges that are in, read from the newest back: until enough were seen, or to where the last window began.</summary>
internal sealed class WindowBack
{
    private readonly CompactionContext _draft;
    private readonly List<MessageGroup> _exchanges = [];
    private long _free;

    private WindowBack(CompactionContext draft) => _draft = draft;

    /// <summary>The exchanges, the newest first.</summary>
    public IReadOnlyList<MessageGroup> Exchanges => _exchanges;

    /// <summary>Whether enough were seen; else the end was reached.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The exchange at which the last window began, when it was reached.</summary>
    public MessageGroup? Edge { get; private set; }

    /// <summary>How many messages they have.</summary>
    public int Messages { get; private set; }

    /// <summary>How many turns begin among them.</summary>
    public int Turns { get; private set; }

    /// <summary>What they and all that is kept come to.</summary>
    public long Estimate => _free + _draft.KeptEstimate;

    /// <summary>Reads back.</summary>
    /// <param name="draft">The window.</param>
    /// <param name="isEnough">Whether to stop, asked after each exchange.</param>
    /// <param name="toLastCut">Whether to stop where the last window began; else only at the end.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public static async ValueTask<WindowBack> ReadAsync(CompactionContext draft, Func<CompactionContext, WindowBack, bool> isEnough, bool toLastCut, CancellationToken cancellationToken)
    {
        var back = new WindowBack(draft);
        for (var i = 0; await draft.HasAsync(i, cancellationToken).ConfigureAwait(false); i++)
        {
            var exchange = draft.Exchanges[i];
            if (!exchange.IsIn)
                continue;

            // Where that was is known when the newest call has been met.
            var until = toLastCut ? draft.PreviousCut : null;

            // Kept exchanges of the running turn may stand before the cut: they count.
            if (exchange.First < until && !exchange.IsKept)
            {
                if (exchange.IsCurrent)
                    continue;
                break;
            }

            back.Take(exchange, until);
            back.IsStopped = isEnough(draft, back);
            if (back.IsStopped || (exchange.First <= until && !exchange.IsCurrent))
                break;
        }

        return back;
    }

    private void Take(MessageGroup exchange, Position? until)
    {
        _exchanges.Add(exchange);
        _free += exchange.IsKept ? 0 : exchange.Estimate;
        Messages += exchange.Messages.Count;
        Turns += exchange.BeginsTurn ? 1 : 0;
        if (exchange.First == until)
            Edge = exchange;
    }
}
