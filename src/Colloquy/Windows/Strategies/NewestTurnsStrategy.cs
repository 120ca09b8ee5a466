namespace Colloquy;

/// <summary>Shows the newest turns, including the running one. It moves the cut at each turn. With <see cref="CompactionTrigger.TurnsExceed"/> it moves the cut rarely, in a large step.</summary>
public sealed class NewestTurnsStrategy : CompactionStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="count">The maximum number of turns, from 1.</param>
    public NewestTurnsStrategy(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Turns = count;
    }

    /// <summary>Gets the maximum number of turns.</summary>
    public int Turns { get; }

    internal override bool MayContinue => true;

    private Func<CompactionContext, WindowBack, bool> StopsAt => field ??= (_, back) => back.Turns == Turns;

    internal override bool IsSameAs(CompactionStrategy other) => other is NewestTurnsStrategy newest && newest.Turns == Turns;

    internal override bool TryContinue(CompactionContext context)
    {
        if (WindowBack.Of(context, StopsAt, toLastCut: false) is not { } back)
            return false;

        Cut(context, back);
        return true;
    }

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Cut(context, await WindowBack.ReadAsync(context, StopsAt, toLastCut: false, cancellationToken).ConfigureAwait(false));
    }

    private void Cut(CompactionContext context, WindowBack back)
    {
        if (back.IsStopped)
            context.CutBefore(back[^1].First, $"not of the newest {(Turns == 1 ? "turn" : $"{Turns} turns")}");
    }
}
