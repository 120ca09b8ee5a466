namespace Colloquy;

/// <summary>Prunes sessions.</summary>
public static class RetentionExtensions
{
    /// <summary>Removes what a strategy does not keep. Entries keep their headers and hashes, so that the log still tells that something was said, when, and by whom.</summary>
    /// <param name="session">The session. The strategy is applied to each of its branches, and what any of them keeps stays.</param>
    /// <param name="strategy">What is kept, besides pinned messages, the newest summary, state, and a turn that is not over.</param>
    /// <param name="by">Who wants it, for the log; null for nobody in particular.</param>
    /// <param name="cancellationToken">Cancels the call. What a model wrote until then stays, and nothing is removed.</param>
    /// <remarks>
    /// What is removed is removed by one commit, after any summary was committed. Done again, it removes what has become
    /// old since. What was taken back and never came again goes too when it is older than what is kept of the branch.
    /// </remarks>
    /// <exception cref="ImmutableSessionException">The session is immutable.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session, or another pruning.</exception>
    /// <exception cref="PruneInterruptedException">A run ended the pruning while the strategy's model was at work.</exception>
    /// <exception cref="LeaseLostException">The process was held up for so long that another took over.</exception>
    /// <exception cref="PruneFailedException">The model that the strategy needs failed.</exception>
    /// <exception cref="RetentionNotSupportedException">The store cannot prune.</exception>
    public static Task<PruneResult> PruneAsync(this Session session, PruneStrategy strategy, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(strategy);
        return new Pruner(session.Log, strategy, by).RunAsync(cancellationToken);
    }

    /// <summary>Tells what <see cref="PruneAsync"/> would remove. Asks no model and writes nothing: with a strategy that needs a model, it is what can be removed without asking it again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="strategy">What would be kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static Task<PruneResult> PreviewPruneAsync(this Session session, PruneStrategy strategy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(strategy);
        return new Pruner(session.Log, strategy, by: null).PreviewAsync(cancellationToken);
    }
}
