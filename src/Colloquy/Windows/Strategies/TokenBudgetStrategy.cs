namespace Colloquy;

/// <summary>
/// Shows everything until a budget of tokens is full, then cuts in one large step. The next windows begin at the same position
/// until the budget is full again, so that the beginning of the prompt stays the same for many turns.
/// </summary>
/// <remarks>The budget limits messages; instructions and tools are not included. The beginning of the last window is read from the log, so it survives restarts and follows forks and undo.</remarks>
public sealed class TokenBudgetStrategy : CompactionStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="tokens">The maximum number of tokens that the messages may have, from 1.</param>
    public TokenBudgetStrategy(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        Tokens = tokens;
    }

    /// <summary>Gets the maximum number of tokens that the messages may have.</summary>
    public int Tokens { get; }

    /// <summary>Gets the share of the budget that a cut leaves, more than 0 and at most 1. With a smaller share, the beginning of a prompt stays the same for longer.</summary>
    /// <value>The default is 0.5.</value>
    public double Leave
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, 0, nameof(Leave));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(Leave));
            field = value;
        }
    } = 0.5;

    internal override bool MayContinue => true;

    internal override bool IsSameAs(CompactionStrategy other) => other is TokenBudgetStrategy budget && budget.Tokens == Tokens && budget.Leave.Equals(Leave);

    private string Reason => FormattableString.Invariant($"before the cut of the budget of {Tokens:N0} tokens");

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Budget = Math.Min(context.Budget ?? int.MaxValue, Tokens);
        var back = await WindowBack.ReadAsync(context, StopsWhenFull, toLastCut: true, cancellationToken).ConfigureAwait(false);
        if (!back.IsStopped && back.Edge is { } edge)
        {
            // The last cut may stay, unless it leaves much less than a new one would: the budget was raised since, or a run had a small one.
            if (context.Calibrate(back.Estimate) >= Tokens * Leave / 2)
            {
                context.CutBefore(edge, Reason);
                return;
            }

            back = await WindowBack.ReadAsync(context, StopsWhenFull, toLastCut: false, cancellationToken).ConfigureAwait(false);
        }

        if (back.IsStopped)
            Cut(context, back);
    }

    /// <summary>The cut stays as long as the budget is not full, nor the window much smaller than a cut leaves it. A new cut is behind the old one.</summary>
    internal override bool TryContinue(CompactionContext context)
    {
        if (context.PreviousCut != context.Block!.Cut)
            return false;

        context.Budget = Math.Min(context.Budget ?? int.MaxValue, Tokens);
        var all = WindowBack.All(context);
        if (IsFull(context, all))
        {
            if (WindowBack.Of(context, StopsWhenFull, toLastCut: true) is not { IsStopped: true } back)
                return false;

            Cut(context, back);
            return true;
        }

        // Where another strategy has cut as much or more, nothing is left to do.
        if (context.Block.Cut is not { } cut || context.Cut >= cut)
            return true;
        if (context.Calibrate(all.Estimate) < Tokens * Leave / 2)
            return false;

        context.KeepCut(Reason);
        return true;
    }

    private Func<CompactionContext, WindowBack, bool> StopsWhenFull => field ??= IsFull;

    private bool IsFull(CompactionContext context, WindowBack back) => context.Calibrate(back.Estimate) > Tokens;

    /// <summary>Cuts where a turn begins, if one does between half of what may stay and the whole budget, since some services want the user to speak first; else between exchanges. The newest exchange stays.</summary>
    private void Cut(CompactionContext context, WindowBack back)
    {
        Position? turn = null, any = null;
        long turnSum = 0, sum = context.KeptEstimate;
        for (var i = 0; i < back.Count; i++)
        {
            var part = back[i];
            if (part.IsKept)
                continue;

            sum += part.Estimate;
            var tokens = context.Calibrate(sum);
            if (tokens > Tokens)
                break;
            if (any is null || tokens <= Tokens * Leave)
                any = part.First;
            else if (turn is not null && context.Calibrate(turnSum) >= Tokens * Leave / 2)
                break;
            if (part.BeginsTurn)
                (turn, turnSum) = (part.First, sum);
        }

        context.CutBefore((turn is not null && context.Calibrate(turnSum) >= Tokens * Leave / 2 ? turn : any) ?? back[0].First, Reason);
    }
}
