namespace Colloquy;

/// <summary>Adds up what a session's model calls used.</summary>
public sealed class SessionUsage
{
    internal SessionUsage(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Adds up what the session's model calls used: on all branches, those of turns that were taken back and of branches that were deleted among them.</summary>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<UsageTotals> GetAsync(PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        Log.Store.GetUsageAsync(UsageQuery.Of(Key), prices, Log.Logger, cancellationToken);

    /// <summary>Adds up what the session's model calls used, group by group.</summary>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public Task<IReadOnlyList<UsageGroup>> GetAsync(UsageBy by, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        Log.Store.GetUsageAsync(UsageQuery.Of(Key), by, prices, Log.Logger, cancellationToken);

    /// <summary>Adds up what the model calls in the history of the branch used, those from before a fork among them.</summary>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<UsageTotals> GetBranchAsync(PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        await Log.Store.GetUsageAsync(await QueryBranchAsync(cancellationToken).ConfigureAwait(false), prices, Log.Logger, cancellationToken).ConfigureAwait(false);

    /// <summary>Adds up what the model calls in the history of the branch used, group by group.</summary>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public async Task<IReadOnlyList<UsageGroup>> GetBranchAsync(UsageBy by, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        await Log.Store.GetUsageAsync(await QueryBranchAsync(cancellationToken).ConfigureAwait(false), by, prices, Log.Logger, cancellationToken).ConfigureAwait(false);

    private async ValueTask<UsageQuery> QueryBranchAsync(CancellationToken cancellationToken)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return UsageQuery.Of(Key) with { Within = await LineRanges.ReadBackAsync(Log, record.Head, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false) };
    }
}
