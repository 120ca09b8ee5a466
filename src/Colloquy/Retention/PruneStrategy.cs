using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Operations;

/// <summary>Decides what pruning keeps of a branch: the newest messages in whole exchanges, and a summary or a selection by a model of those before them.</summary>
/// <remarks>With every strategy, pinned messages stay with their exchanges, and so do the newest summary, state, and a turn that has not ended.</remarks>
public abstract class PruneStrategy
{
    private readonly bool _wholeTurns;

    private protected PruneStrategy(RetentionStrategy kind, int messages, bool wholeTurns = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messages, 1);
        (Kind, Messages, _wholeTurns) = (kind, messages, wholeTurns);
    }

    /// <summary>Gets the strategy's name in a policy.</summary>
    public RetentionStrategy Kind { get; }

    /// <summary>Gets the maximum number of messages that are kept. An exchange or turn that has more is kept whole.</summary>
    public int Messages { get; }

    /// <summary>Gets the strategy's name in the log, such as <c>keep-last 50</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Messages}");

    /// <summary>Gets a value that indicates whether the strategy calls a model.</summary>
    public virtual bool AsksModel => false;

    /// <summary>Keeps the newest messages, in whole exchanges.</summary>
    /// <param name="messages">The number of messages, from 1.</param>
    public static PruneStrategy KeepLast(int messages) => new NewestPruning(RetentionStrategy.KeepLast, messages, wholeTurns: false);

    /// <summary>Keeps the newest messages, in whole turns, so that the rest begins with a user message.</summary>
    /// <param name="messages">The number of messages, from 1.</param>
    public static PruneStrategy SlidingWindow(int messages) => new NewestPruning(RetentionStrategy.SlidingWindow, messages, wholeTurns: true);

    /// <summary>Keeps the newest messages, and has a model summarize those before them. The summary is committed before anything is removed.</summary>
    /// <param name="client">The model that writes.</param>
    /// <param name="messages">The number of messages, from 1. A conversation with no more is not changed.</param>
    /// <param name="maxInputTokens">The maximum number of tokens that the model is given at once, from 1; a longer text is summarized in steps.</param>
    public static PruneStrategy SummarizeOld(IChatClient client, int messages = 50, int maxInputTokens = 100_000) => new SummaryPruning(client, messages, maxInputTokens);

    /// <summary>Keeps the newest messages, and those before them that a model scores as important.</summary>
    /// <param name="client">The model that judges.</param>
    /// <param name="messages">The number of newest messages that are kept without a judgement, from 1.</param>
    /// <param name="threshold">The minimum score of a message that is kept, 1 to 10.</param>
    /// <param name="maxInputTokens">The maximum number of tokens that the model is given at once, from 1; a longer text is judged in steps.</param>
    public static PruneStrategy KeepImportant(IChatClient client, int messages = 20, int threshold = 7, int maxInputTokens = 100_000) => new ImportancePruning(client, messages, threshold, maxInputTokens);

    /// <summary>The strategy that a policy names.</summary>
    /// <param name="policy">The policy; it names one.</param>
    /// <param name="client">The model for those that need one; null when there is none.</param>
    /// <exception cref="InvalidOperationException">The strategy needs a model, and there is none.</exception>
    internal static PruneStrategy Of(RetentionPolicy policy, IChatClient? client)
    {
        var (strategy, messages) = (policy.Strategy!.Value, policy.MaxMessages!.Value);
        if (strategy == RetentionStrategy.KeepLast)
            return KeepLast(messages);
        if (strategy == RetentionStrategy.SlidingWindow)
            return SlidingWindow(messages);
        if (client is null)
            throw new InvalidOperationException($"The strategy '{strategy}' needs a model, and the sweeper has none. Give it one: RetentionSweeperOptions.Client.");
        return strategy == RetentionStrategy.Summary ? SummarizeOld(client, messages) : KeepImportant(client, messages);
    }

    /// <summary>Has a model write what is to stay in place of messages.</summary>
    internal virtual ValueTask PrepareAsync(PruneLine line, IModelAsker models, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The position from which on everything stays; <see cref="Position.Start"/> when everything does.</summary>
    internal virtual ValueTask<Position> FindCutAsync(PruneLine line) => line.FindCutAsync(Messages, _wholeTurns);

    /// <summary>Messages before the cut that stay, with their exchanges.</summary>
    internal virtual IEnumerable<Position> FindKept(PruneLine line) => [];

    /// <summary>Where the newest messages begin.</summary>
    private protected ValueTask<Position> FindNewestAsync(PruneLine line) => line.FindCutAsync(Messages, _wholeTurns);
}
