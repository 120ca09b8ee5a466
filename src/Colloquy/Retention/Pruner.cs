namespace Colloquy;

/// <summary>Prunes a session: lets models write what is to stay in place of messages, then removes those in one commit.</summary>
internal sealed class Pruner(SessionLog log, PruneStrategy strategy, string? by)
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);

    public async Task<PruneResult> RunAsync(CancellationToken cancellationToken)
    {
        _ = RequiredPort.Retention(log.Store);
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        RetentionPolicy.EnsureMayRemove(log.Key, record.Retention, record.UpdatedAt, log.Time.GetUtcNow(), "it cannot be pruned");

        if (strategy.AsksModel && !record.Tip.IsStart)
            await PrepareAsync(cancellationToken).ConfigureAwait(false);

        PrunePlan? plan = null;
        Entry? entry = null;
        var receipt = await log.UpdateAsync(
            async (writer, seen) =>
            {
                plan = await PrunePlan.MakeAsync(log, seen, strategy, cancellationToken).ConfigureAwait(false);
                if (plan.Ranges.IsEmpty)
                    return false;

                // The entry of a prune is the last of its commit.
                await log.AuditAsync(writer, cancellationToken, AuditAction.Pruned).ConfigureAwait(false);
                entry = writer.Prune(plan.ToBody(strategy.Name, by), plan.Blobs);
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        if (receipt is null)
            return PrunePlan.Nothing;

        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return plan!.ToResult() with { Position = entry!.Position, At = entry.At, Strategy = strategy.Name, By = by };
    }

    public async Task<PruneResult> PreviewAsync(CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return (await PrunePlan.MakeAsync(log, record, strategy, cancellationToken).ConfigureAwait(false)).ToResult();
    }

    /// <summary>Has models write, branch by branch, under a lease: nobody comes in between and makes their work useless.</summary>
    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await using var lease = await RunLease.AcquireAsync(log, "prune", BusyPolicy.Reject, LeaseTime, cancellationToken, LeasePurpose.Pruning).ConfigureAwait(false);
        lease.Enter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Stop);
        try
        {
            await PrepareAsync(lease.Token, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw lease.Lost ?? new PruneFailedException(log.Key);
        }

        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PrepareAsync(LeaseToken lease, CancellationToken cancellationToken)
    {
        foreach (var branch in await log.Store.GetBranchesAsync(log.Key, name: null, cancellationToken).ConfigureAwait(false))
        {
            if (branch.Head is not { IsStart: false })
                continue;

            // What is older than a turn that is not over can be written down as well: the turn itself stays whole.
            var bound = new SessionLog(log.Store, log.Record, log.Time, log.Logger, branch.Name);
            var line = await PruneLine.OpenAsync(bound, (await bound.RefreshAsync(cancellationToken).ConfigureAwait(false)).Head, cancellationToken).ConfigureAwait(false);
            await strategy.PrepareAsync(line, new PruneModelAsker(bound, lease), cancellationToken).ConfigureAwait(false);
        }
    }
}
