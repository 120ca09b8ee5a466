namespace Colloquy;

/// <content>How long it is kept.</content>
public sealed partial class Session
{
    /// <summary>Gives the session a policy of how long it is kept, and how much of it; null takes it away.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ImmutableSessionException">The session is immutable, and the policy is weaker.</exception>
    /// <exception cref="RetentionNotSupportedException">The store keeps no policies.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task SetRetentionAsync(RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        await RetentionNotSupportedException.Of(Log.Store).SetRetentionAsync(Key, policy, cancellationToken).ConfigureAwait(false);
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what was pruned of the session, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<(Position Position, DateTimeOffset At, PruneBody Prune)> ReadPrunesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var next = record.Pruned; !next.IsStart;)
        {
            var entry = await Log.ReadEntryAsync(next, headerOnly: false, cancellationToken).ConfigureAwait(false);
            if (Log.Decode(entry) is not PruneBody body)
                yield break;
            yield return (entry.Position, entry.At, body);
            next = body.Previous;
        }
    }
}
