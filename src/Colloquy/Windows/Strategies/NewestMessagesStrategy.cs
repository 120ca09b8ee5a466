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

    internal override bool MayContinue => true;

    private Func<CompactionContext, WindowBack, bool> StopsBehind => field ??= (_, back) => back.Messages > Messages;

    internal override bool IsSameAs(CompactionStrategy other) => other is NewestMessagesStrategy newest && newest.Messages == Messages;

    internal override bool TryContinue(CompactionContext context)
    {
        if (WindowBack.Of(context, StopsBehind, toLastCut: false) is not { } back)
            return false;

        Cut(context, back);
        return true;
    }

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Cut(context, await WindowBack.ReadAsync(context, StopsBehind, toLastCut: false, cancellationToken).ConfigureAwait(false));
    }

    private void Cut(CompactionContext context, WindowBack back)
    {
        if (back.IsStopped)
            context.CutBefore(back[Math.Max(back.Count - 2, 0)].First, $"not among the newest {Messages} messages");
    }
}
