namespace Colloquy;

/// <summary>Applies a strategy when there is enough in the window, counted from where the agent's last window began; until then that cut stays where it is.</summary>
public abstract class CompactionTrigger : CompactionStrategy
{
    private protected CompactionTrigger(int more, CompactionStrategy strategy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(more, 1);
        ArgumentNullException.ThrowIfNull(strategy);
        MoreThan = more;
        Strategy = strategy;
    }

    /// <summary>The strategy is applied when there is more than this.</summary>
    public int MoreThan { get; }

    /// <summary>What is applied.</summary>
    public CompactionStrategy Strategy { get; }

    /// <inheritdoc />
    public sealed override async ValueTask ApplyAsync(CompactionContext draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var back = await WindowBack.ReadAsync(draft, (on, back) => Measure(on, back) > MoreThan, toLastCut: true, cancellationToken).ConfigureAwait(false);
        if (back.IsStopped)
            await Strategy.ApplyAsync(draft, cancellationToken).ConfigureAwait(false);
        else if (back.Edge is { } edge)
            draft.CutBefore(edge, "before the last cut, which stays until there is more");
    }

    private protected abstract long Measure(CompactionContext draft, WindowBack back);
}

/// <summary>Applies a strategy when the window has more than a number of tokens: <c>new TokenCountTrigger(50_000, new NewestTurnsStrategy(10))</c>.</summary>
/// <param name="moreThan">The number of tokens, from 1.</param>
/// <param name="strategy">What is applied.</param>
public sealed class TokenCountTrigger(int moreThan, CompactionStrategy strategy) : CompactionTrigger(moreThan, strategy)
{
    private protected override long Measure(CompactionContext draft, WindowBack back) => draft.Calibrate(back.Estimate);
}

/// <summary>Applies a strategy when the window has more than a number of messages: <c>new MessageCountTrigger(200, new NewestMessagesStrategy(50))</c>.</summary>
/// <param name="moreThan">The number of messages, from 1.</param>
/// <param name="strategy">What is applied.</param>
public sealed class MessageCountTrigger(int moreThan, CompactionStrategy strategy) : CompactionTrigger(moreThan, strategy)
{
    private protected override long Measure(CompactionContext draft, WindowBack back) => back.Messages;
}

/// <summary>Applies a strategy when the window has more than a number of turns: <c>new TurnCountTrigger(40, new NewestTurnsStrategy(20))</c>.</summary>
/// <param name="moreThan">The number of turns, from 1.</param>
/// <param name="strategy">What is applied.</param>
public sealed class TurnCountTrigger(int moreThan, CompactionStrategy strategy) : CompactionTrigger(moreThan, strategy)
{
    private protected override long Measure(CompactionContext draft, WindowBack back) => back.Turns;
}
