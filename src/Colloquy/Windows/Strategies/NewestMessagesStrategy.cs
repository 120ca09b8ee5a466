namespace Colloquy;

/// <summary>Shows the newest messages, in whole exchanges, up to a number of them. It moves the cut at each turn. With <see cref="CompactionTrigger.MessagesExceed"/> it moves the cut rarely, in a large step.</summary>
public sealed class NewestMessagesStrategy : CompactionStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="count">The maximum number of messages, from 1.</param>
    public NewestMessagesStrategy(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Messages = count;
    }

    /// <summary>Gets the maximum number of messages.</summary>
    public int Messages { get; }

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var back = await WindowBack.ReadAsync(context, (_, back) => back.Messages > Messages, toLastCut: false, cancellationToken).ConfigureAwait(false);
        if (back.IsStopped)
            context.CutBefore(back.Exchanges[Math.Max(back.Exchanges.Count - 2, 0)], $"not among the newest {Messages} messages");
    }
}
