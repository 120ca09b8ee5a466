namespace Colloquy;

/// <summary>Shows the newest messages: as many whole exchanges as have no more than a number of them. It cuts a little at each turn; <see cref="CompactionTrigger.MessagesExceed"/> makes that one large step in many.</summary>
public sealed class NewestMessagesStrategy : CompactionStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="count">The most messages, from 1.</param>
    public NewestMessagesStrategy(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Messages = count;
    }

    /// <summary>Gets the most messages.</summary>
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
