namespace Colloquy;

/// <summary>Applies a strategy when the window exceeds a limit, counted from the beginning of the agent's last window. Until then the cut does not move.</summary>
/// <remarks>Written as <c>CompactionTrigger.TurnsExceed(40, new NewestTurnsStrategy(20))</c>.</remarks>
public sealed class CompactionTrigger : CompactionStrategy
{
    private readonly Func<CompactionContext, WindowBack, long> _measure;

    private CompactionTrigger(int limit, CompactionStrategy strategy, Func<CompactionContext, WindowBack, long> measure)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentNullException.ThrowIfNull(strategy);
        Limit = limit;
        Strategy = strategy;
        _measure = measure;
    }

    /// <summary>Gets the limit. The strategy is applied when the window exceeds it.</summary>
    public int Limit { get; }

    /// <summary>Gets the strategy that is applied.</summary>
    public CompactionStrategy Strategy { get; }

    internal override bool MayContinue => true;

    /// <summary>Creates a trigger that applies a strategy when the window has more than a number of tokens.</summary>
    /// <param name="limit">The number of tokens, from 1.</param>
    /// <param name="strategy">The strategy that is applied.</param>
    public static CompactionTrigger TokensExceed(int limit, CompactionStrategy strategy) => new(limit, strategy, static (context, back) => context.Calibrate(back.Estimate));

    /// <summary>Creates a trigger that applies a strategy when the window has more than a number of messages.</summary>
    /// <param name="limit">The number of messages, from 1.</param>
    /// <param name="strategy">The strategy that is applied.</param>
    public static CompactionTrigger MessagesExceed(int limit, CompactionStrategy strategy) => new(limit, strategy, static (_, back) => back.Messages);

    /// <summary>Creates a trigger that applies a strategy when the window has more than a number of turns.</summary>
    /// <param name="limit">The number of turns, from 1.</param>
    /// <param name="strategy">The strategy that is applied.</param>
    public static CompactionTrigger TurnsExceed(int limit, CompactionStrategy strategy) => new(limit, strategy, static (_, back) => back.Turns);

    internal override bool IsSameAs(CompactionStrategy other) => other is CompactionTrigger trigger && trigger._measure == _measure && trigger.Limit == Limit && trigger.Strategy.IsSameAs(Strategy);

    /// <summary>Until there is enough, the cut stays, and what is triggered is not applied.</summary>
    internal override bool TryContinue(CompactionContext context)
    {
        if (context.PreviousCut != context.Block!.Cut)
            return false;
        if (_measure(context, WindowBack.All(context)) > Limit)
            return Strategy.TryContinue(context);

        context.KeepCut("before the last cut, which stays until there is more");
        return true;
    }

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var back = await WindowBack.ReadAsync(context, (on, back) => _measure(on, back) > Limit, toLastCut: true, cancellationToken).ConfigureAwait(false);
        if (back.IsStopped)
            await Strategy.ApplyAsync(context, cancellationToken).ConfigureAwait(false);
        else if (back.Edge is { } edge)
            context.CutBefore(edge, "before the last cut, which stays until there is more");
    }
}
