using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Sets how long a session is kept, and removes what is no longer kept.</summary>
public sealed class SessionRetention
{
    internal SessionRetention(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Gives the session a policy of how long it is kept, and how much of it; null takes it away.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionImmutableException">The session is immutable, and the policy is weaker.</exception>
    /// <exception cref="NotSupportedException">The store keeps no policies.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task SetAsync(RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        await RequiredPort.Retention(Log.Store).SetRetentionAsync(Key, policy, cancellationToken).ConfigureAwait(false);
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what was pruned of the session, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<PruneResult> ReadPrunesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var next = record.Pruned; !next.IsStart;)
        {
            var entry = await Log.ReadEntryAsync(next, headerOnly: false, cancellationToken).ConfigureAwait(false);
            if (Log.Decode(entry) is not PruneBody body)
                yield break;
            yield return new PruneResult { Position = entry.Position, At = entry.At, Strategy = body.Strategy, By = body.By, Messages = body.Messages, Ranges = body.Ranges };
            next = body.Previous;
        }
    }

    /// <summary>Removes what a strategy does not keep. Entries keep their headers and hashes, so that the log still tells that something was said, when, and by whom.</summary>
    /// <param name="strategy">What is kept, besides pinned messages, the newest summary, state, and a turn that is not over.</param>
    /// <param name="by">Who wants it, for the log; null for nobody in particular.</param>
    /// <param name="cancellationToken">Cancels the call. What a model wrote until then stays, and nothing is removed.</param>
    /// <remarks>
    /// The strategy is applied to each of the session's branches, and what any of them keeps stays.
    /// What is removed is removed by one commit, after any summary was committed. Done again, it removes what has become
    /// old since. What was taken back and never came again goes too when it is older than what is kept of the branch.
    /// </remarks>
    /// <exception cref="SessionImmutableException">The session is immutable.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session, or another pruning.</exception>
    /// <exception cref="LeaseLostException">The process was held up for so long that another took over.</exception>
    /// <exception cref="PruneFailedException">The model that the strategy needs failed, or a run ended the pruning while that model was at work.</exception>
    /// <exception cref="NotSupportedException">The store cannot prune.</exception>
    public Task<PruneResult> PruneAsync(PruneStrategy strategy, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return new Pruner(Log, strategy, by).RunAsync(cancellationToken);
    }

    /// <summary>Tells what <see cref="PruneAsync"/> would remove. Asks no model and writes nothing: with a strategy that needs a model, it is what can be removed without asking it again.</summary>
    /// <param name="strategy">What would be kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<PruneResult> PreviewAsync(PruneStrategy strategy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return new Pruner(Log, strategy, by: null).PreviewAsync(cancellationToken);
    }
}
