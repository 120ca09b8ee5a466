namespace Colloquy;

/// <summary>The exchanges that are in, read from the newest back: until enough were seen, or to where the last window began.</summary>
internal sealed class WindowBack
{
    private readonly CompactionContext _context;
    private readonly List<MessageGroup> _groups = [];
    private long _free;

    private WindowBack(CompactionContext context) => _context = context;

    /// <summary>The exchanges, the newest first.</summary>
    public IReadOnlyList<MessageGroup> Exchanges => _groups;

    /// <summary>Whether enough were seen; else the end was reached.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The exchange at which the last window began, when it was reached.</summary>
    public MessageGroup? Edge { get; private set; }

    /// <summary>How many messages they have.</summary>
    public int Messages { get; private set; }

    /// <summary>How many turns begin among them.</summary>
    public int Turns { get; private set; }

    /// <summary>What they and all that is kept come to.</summary>
    public long Estimate => _free + _context.KeptEstimate;

    /// <summary>Reads back.</summary>
    /// <param name="context">The window.</param>
    /// <param name="isEnough">Whether to stop, asked after each exchange.</param>
    /// <param name="toLastCut">Whether to stop where the last window began; else only at the end.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public static async ValueTask<WindowBack> ReadAsync(CompactionContext context, Func<CompactionContext, WindowBack, bool> isEnough, bool toLastCut, CancellationToken cancellationToken)
    {
        var back = new WindowBack(context);
        for (var i = 0; await context.HasAsync(i, cancellationToken).ConfigureAwait(false); i++)
        {
            var group = context.Exchanges[i];
            if (!group.IsIn)
                continue;

            // Where that was is known when the newest call has been met.
            var until = toLastCut ? context.PreviousCut : null;

            // Kept exchanges of the running turn may stand before the cut: they count.
            if (group.First < until && !group.IsKept)
            {
                if (group.IsCurrent)
                    continue;
                break;
            }

            back.Take(group, until);
            back.IsStopped = isEnough(context, back);
            if (back.IsStopped || (group.First <= until && !group.IsCurrent))
                break;
        }

        return back;
    }

    /// <summary>What there is when the window goes on from a block: that, and the turn.</summary>
    public static WindowBack Of(CompactionContext context)
    {
        var (back, block) = (new WindowBack(context), context.Block!);
        for (var i = 0; i < context.Exchanges.Count; i++)
        {
            if (context.Exchanges[i].IsIn)
                back.Take(context.Exchanges[i], until: null);
        }

        (back._free, back.Messages, back.Turns) = (back._free + block.Free, back.Messages + block.LineMessages, back.Turns + block.LineTurns);
        return back;
    }

    private void Take(MessageGroup group, Position? until)
    {
        _groups.Add(group);
        _free += group.IsKept ? 0 : group.Estimate;
        Messages += group.Messages.Count;
        Turns += group.BeginsTurn ? 1 : 0;
        if (group.First == until)
            Edge = group;
    }
}
