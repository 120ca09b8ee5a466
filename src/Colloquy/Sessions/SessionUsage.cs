namespace Colloquy;

/// <summary>Adds up what a session's model calls used.</summary>
public sealed class SessionUsage
{
    internal SessionUsage(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Adds up what the session's model calls used: on all branches, including those of turns that were taken back and of branches that were deleted.</summary>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<UsageTotals> GetAsync(UsageQuery? query = null, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        UsageTotals.Of(await SumAsync(query ?? new UsageQuery(), UsageBy.None, cancellationToken).ConfigureAwait(false), prices ?? PriceTable.Default);

    /// <summary>Adds up what the session's model calls used, group by group.</summary>
    /// <param name="by">What is added up by.</param>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public async Task<IReadOnlyList<UsageGroup>> GetAsync(UsageBy by, UsageQuery? query = null, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        UsageGroup.Of(await SumAsync(query ?? new UsageQuery(), by, cancellationToken).ConfigureAwait(false), by, prices ?? PriceTable.Default);

    /// <summary>Adds up what the model calls in the history of the branch used, those from before a fork among them.</summary>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<UsageTotals> GetBranchAsync(PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        await GetAsync(await QueryBranchAsync(cancellationToken).ConfigureAwait(false), prices, cancellationToken).ConfigureAwait(false);

    /// <summary>Adds up what the model calls in the history of the branch used, group by group.</summary>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public async Task<IReadOnlyList<UsageGroup>> GetBranchAsync(UsageBy by, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        await GetAsync(by, await QueryBranchAsync(cancellationToken).ConfigureAwait(false), prices, cancellationToken).ConfigureAwait(false);

    private ValueTask<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, UsageBy by, CancellationToken cancellationToken) => UsageReader.SumAsync(Log.Store, Key, query, by, Log.Logger, cancellationToken);

    private async ValueTask<UsageQuery> QueryBranchAsync(CancellationToken cancellationToken)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return new UsageQuery { Within = await LineRanges.ReadBackAsync(Log, record.Head, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false) };
    }
}
