namespace Colloquy;

/// <summary>The exchanges that are in, read from the newest back: until enough were seen, or to where the last window began.</summary>
internal sealed class WindowBack
{
    private readonly CompactionContext _context;
    private readonly List<int> _taken = [];
    private long _free;

    private WindowBack(CompactionContext context) => _context = context;

    /// <summary>How many exchanges there are.</summary>
    public int Count => _taken.Count;

    /// <summary>Whether enough were seen; else the end was reached.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Where the last window began, when that exchange was reached.</summary>
    public Position? Edge { get; private set; }

    /// <summary>How many messages they have.</summary>
    public int Messages { get; private set; }

    /// <summary>How many turns begin among them.</summary>
    public int Turns { get; private set; }

    /// <summary>What they and all that is kept come to.</summary>
    public long Estimate => _free + _context.KeptEstimate;

    /// <summary>Returns an exchange, the newest being 0.</summary>
    public WindowPart this[int index] => _context.PartAt(_taken[index]);

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
            // Where the last window began is known when the newest call has been met.
            if (context.Exchanges[i].IsIn && back.IsLast(i, isEnough, toLastCut ? context.PreviousCut : null))
                break;
        }

        return back;
    }

    /// <summary>The same, of what a window goes on from, without reading; null when older exchanges would be wanted.</summary>
    public static WindowBack? Of(CompactionContext context, Func<CompactionContext, WindowBack, bool> isEnough, bool toLastCut)
    {
        var (back, block) = (new WindowBack(context), context.Block!);
        var (ofTurn, until) = (context.Exchanges.Count, toLastCut ? context.PreviousCut : null);
        for (var i = 0; i < ofTurn + block.Count; i++)
        {
            if (i > 0 && context.PartAt(i - 1).First <= context.Cut)
                return back;
            if ((i >= ofTurn || context.Exchanges[i].IsIn) && back.IsLast(i, isEnough, until))
                return back;
        }

        if (block.Cut is null || context.Cut == block.Cut)
            return back;
        return block.Beyond is not null && back.IsLast(ofTurn + block.Count, isEnough, until) ? back : null;
    }

    /// <summary>What all exchanges come to that are in, where a window goes on from a block.</summary>
    public static WindowBack All(CompactionContext context)
    {
        var back = new WindowBack(context);
        for (var i = 0; i < context.Exchanges.Count; i++)
        {
            if (context.Exchanges[i].IsIn)
                back.Take(i, context.PartAt(i));
        }

        var (free, messages, turns) = context.Block!.CountFrom(context.Cut);
        (back._free, back.Messages, back.Turns) = (back._free + free, back.Messages + messages, back.Turns + turns);
        return back;
    }

    /// <summary>Takes an exchange; returns whether it is the last.</summary>
    private bool IsLast(int index, Func<CompactionContext, WindowBack, bool> isEnough, Position? until)
    {
        var part = _context.PartAt(index);

        // Kept exchanges of the running turn may stand before the cut: they count.
        if (part.First < until && !part.IsKept)
            return !part.IsCurrent;

        Take(index, part);
        if (part.First == until)
            Edge = until;
        IsStopped = isEnough(_context, this);
        return IsStopped || (part.First <= until && !part.IsCurrent);
    }

    private void Take(int index, WindowPart part)
    {
        _taken.Add(index);
        _free += part.IsKept ? 0 : part.Estimate;
        Messages += part.Messages;
        Turns += part.BeginsTurn ? 1 : 0;
    }
}
