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

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var back = await WindowBack.ReadAsync(context, (_, back) => back.Turns == Turns, toLastCut: false, cancellationToken).ConfigureAwait(false);
        if (back.IsStopped)
            context.CutBefore(back.Exchanges[^1], $"not of the newest {(Turns == 1 ? "turn" : $"{Turns} turns")}");
    }
}
