using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Sets the retention policy of a session, places and lifts legal holds, and prunes the session.</summary>
public sealed class SessionRetention
{
    internal SessionRetention(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Sets or removes the retention policy of the session. Its legal holds stay.</summary>
    /// <param name="policy">The policy; null to remove it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionImmutableException">The session is immutable, and the policy is weaker.</exception>
    /// <exception cref="NotSupportedException">The store does not support retention policies.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task SetAsync(RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        await RequiredPort.Retention(Log.Store).SetRetentionAsync(Key, policy, cancellationToken).ConfigureAwait(false);
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the legal holds on the session, as of the handle's last read of the store, in the order in which they were placed.</summary>
    public IReadOnlyList<LegalHold> Holds => Log.Record.Retention?.Holds ?? [];

    /// <summary>Places a legal hold on the session. Until it is lifted, nothing of the session can be removed: it is not pruned or deleted, none of its branches is deleted, and the erasure of its user leaves it.</summary>
    /// <param name="name">The name, unique for the session, 1 to 256 bytes in UTF-8, such as the number of a case.</param>
    /// <param name="reason">The reason, 1 to 4,000 characters.</param>
    /// <param name="by">The name of the person or program that places the hold; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The hold.</returns>
    /// <exception cref="LegalHoldException">The session has another hold of the same name.</exception>
    /// <exception cref="NotSupportedException">The store does not support retention policies.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task<LegalHold> HoldAsync(string name, string reason, string? by = null, CancellationToken cancellationToken = default)
    {
        var hold = new LegalHold(name, reason, Log.Time.GetUtcNow()) { PlacedBy = by };
        await RequiredPort.Retention(Log.Store).HoldAsync(Key, hold, cancellationToken).ConfigureAwait(false);
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return hold;
    }

    /// <summary>Lifts a legal hold by its name.</summary>
    /// <param name="name">The name of the hold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LegalHoldException">The session has no hold of the name.</exception>
    /// <exception cref="NotSupportedException">The store does not support retention policies.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task LiftHoldAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        await RequiredPort.Retention(Log.Store).LiftHoldAsync(Key, name, cancellationToken).ConfigureAwait(false);
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the prunes of the session, the newest first.</summary>
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

    /// <summary>Removes the content of the entries that a strategy does not keep. Their headers and hashes stay, so that the log still shows that something was said, when, and by whom.</summary>
    /// <param name="strategy">Decides what is kept, besides pinned messages, the newest summary, state, and a turn that has not ended, which always are.</param>
    /// <param name="by">The name of the person or program that prunes, for the log; null for none.</param>
    /// <param name="cancellationToken">Cancels the call. A summary that a model has written until then stays, and nothing is removed.</param>
    /// <remarks>
    /// The strategy is applied to each branch of the session, and what it keeps of any branch stays.
    /// One commit removes everything, after any summary was committed. A second call removes what has become old
    /// since the first. Entries that were undone are removed too when they are older than what is kept of the branch.
    /// </remarks>
    /// <exception cref="SessionHeldException">The session is under a legal hold.</exception>
    /// <exception cref="SessionImmutableException">The session is immutable.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session, or another pruning.</exception>
    /// <exception cref="LeaseLostException">The process was stopped for so long that another one took the lease.</exception>
    /// <exception cref="PruneFailedException">The model that the strategy needs failed, or a run ended the pruning while the model worked.</exception>
    /// <exception cref="NotSupportedException">The store cannot prune.</exception>
    public Task<PruneResult> PruneAsync(PruneStrategy strategy, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return new Pruner(Log, strategy, by).RunAsync(cancellationToken);
    }

    /// <summary>Returns what <see cref="PruneAsync"/> would remove. Calls no model and writes nothing: with a strategy that needs a model, it is what can be removed without another call of the model.</summary>
    /// <param name="strategy">Decides what would be kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<PruneResult> PreviewAsync(PruneStrategy strategy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return new Pruner(Log, strategy, by: null).PreviewAsync(cancellationToken);
    }
}
