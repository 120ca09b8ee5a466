namespace Colloquy;

/// <summary>Shows the newest turns, the running one among them. It cuts a turn at each turn; <see cref="CompactionTrigger.TurnsExceed"/> makes that one large step in many.</summary>
public sealed class NewestTurnsStrategy : CompactionStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="count">The most turns, from 1.</param>
    public NewestTurnsStrategy(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Turns = count;
    }

    /// <summary>Gets the most turns.</summary>
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
