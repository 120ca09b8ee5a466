using System.Runtime.CompilerServices;

namespace Colloquy.Operations;

/// <summary>Enforces retention policies: deletes sessions that have expired, and prunes those that have become long. It reads the sessions of all users.</summary>
/// <remarks>
/// A sweep reads sessions in batches. Each is deleted or pruned by one commit of its own, so that a sweep that is
/// cancelled or killed leaves every session whole, and the next sweep goes on. Several may sweep at once. A session that fails
/// does not stop the others.
/// </remarks>
public sealed class RetentionSweeper
{
    private readonly ISessionStore _store;
    private readonly IRetention _retention;
    private readonly RetentionSweeperOptions _options;

    /// <summary>Creates a sweeper.</summary>
    /// <param name="store">The store.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store does not support retention policies.</exception>
    public RetentionSweeper(ISessionStore store, RetentionSweeperOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _retention = RequiredPort.Retention(store);
        _options = options?.Copy() ?? new RetentionSweeperOptions();
    }

    /// <summary>Sweeps the sessions that have a policy once.</summary>
    /// <param name="cancellationToken">Ends the sweep between two sessions; sessions that were swept until then stay so.</param>
    /// <returns>The outcome of each session, without sessions that needed no action.</returns>
    /// <remarks>A session whose record cannot be read is left as it is, with a warning and a call of <see cref="RetentionSweeperOptions.OnUnreadable"/>.</remarks>
    public async IAsyncEnumerable<SweptSession> SweepAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (SessionCursor? after = null; ;)
        {
            var batch = await _retention.ListRetainedAsync(_options.Selection, after, _options.BatchSize, cancellationToken).ConfigureAwait(false);
            foreach (var unreadable in batch.Unreadable)
            {
                RetentionLog.RecordUnreadable(_options.Logger, unreadable.Key, unreadable.Problem);
                _options.OnUnreadable?.Invoke(unreadable);
            }

            foreach (var record in batch.Sessions)
            {
                if (await SweepAsync(record, cancellationToken).ConfigureAwait(false) is { } swept)
                    yield return swept;
            }

            if (batch.Next is null)
                yield break;
            after = batch.Next;
        }
    }

    /// <summary>Sweeps at once, and repeats the sweep at an interval until it is cancelled.</summary>
    /// <param name="interval">The time from the end of one sweep to the beginning of the next.</param>
    /// <param name="report">Is called with the outcome of each session; null for no call.</param>
    /// <param name="cancellationToken">Ends the sweeps.</param>
    public async Task RunAsync(TimeSpan interval, Action<SweptSession>? report = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        while (true)
        {
            try
            {
                await foreach (var swept in SweepAsync(cancellationToken).ConfigureAwait(false))
                    report?.Invoke(swept);
            }
            catch (StoreException e)
            {
                RetentionLog.SweepFailed(_options.Logger, e);
            }

            await Task.Delay(interval, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<SweptSession?> SweepAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var swept = new SweptSession { Key = record.Key, Policy = record.Retention!, Outcome = SweepOutcome.Expired, ExpiresAt = record.Retention!.ExpiresAt(record.UpdatedAt) };
        try
        {
            // A page may have been read a while ago: policy and use are looked at again before anything is done.
            if (swept.ExpiresAt <= _options.TimeProvider.GetUtcNow() || MayBeLong(record))
            {
                if (await _store.GetAsync(record.Key, cancellationToken).ConfigureAwait(false) is not { Retention: { } policy } fresh)
                    return null;

                record = fresh;
                swept = swept with { Policy = policy, ExpiresAt = policy.ExpiresAt(fresh.UpdatedAt) };
            }

            return swept.ExpiresAt <= _options.TimeProvider.GetUtcNow() ? await ExpireAsync(swept, cancellationToken).ConfigureAwait(false)
                : MayBeLong(record) ? await PruneAsync(swept, record, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (Exception e) when (e is SessionBusyException or PruneFailedException { IsInterrupted: true })
        {
            return swept with { Outcome = SweepOutcome.Busy, Error = e };
        }
        catch (SessionNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is ColloquyException or InvalidOperationException)
        {
            RetentionLog.SessionFailed(_options.Logger, e, record.Key);
            return swept with { Outcome = SweepOutcome.Failed, Error = e };
        }
    }

    private async ValueTask<SweptSession?> ExpireAsync(SweptSession swept, CancellationToken cancellationToken)
    {
        if (!swept.Policy.AutoPrune)
            return swept;
        if (swept.Policy.Holds is not null)
            return swept with { Outcome = SweepOutcome.Held };
        if (_options.DryRun)
            return swept with { Outcome = SweepOutcome.Deleted };
        if (!await _retention.DeleteExpiredAsync(swept.Key, cancellationToken).ConfigureAwait(false))
            return null;

        StoreTraffic.Of(_store).History.Drop(swept.Key);
        return swept with { Outcome = SweepOutcome.Deleted };
    }

    private async ValueTask<SweptSession?> PruneAsync(SweptSession swept, SessionRecord record, CancellationToken cancellationToken)
    {
        var strategy = PruneStrategy.Of(swept.Policy, _options.Client);
        var log = new SessionLog(_store, record, _options.TimeProvider, _options.Logger);

        // Nothing was written since it was pruned the same way.
        if (record.Tip == record.Pruned && (await log.ReadEntryAsync(record.Pruned, headerOnly: true, cancellationToken).ConfigureAwait(false)).Subject == strategy.Name)
            return null;

        var pruner = new Pruner(log, strategy, _options.By);
        var pruned = _options.DryRun ? await pruner.PreviewAsync(cancellationToken).ConfigureAwait(false) : await pruner.RunAsync(cancellationToken).ConfigureAwait(false);
        return pruned.Entries == 0 ? null : swept with { Outcome = SweepOutcome.Pruned, Pruned = pruned };
    }

    /// <summary>Whether there can be something to prune, as far as can be told without reading the log.</summary>
    private bool MayBeLong(SessionRecord record) =>
        record.Retention is { AutoPrune: true, Strategy: not null, MaxMessages: { } most } policy
        && record.Tip.Value > most && policy.Holds is null && !policy.Protects(record.UpdatedAt, _options.TimeProvider.GetUtcNow());
}
