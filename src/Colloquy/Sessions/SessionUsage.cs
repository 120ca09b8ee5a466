namespace Colloquy;

/// <summary>Returns the usage and the cost of a session's model calls.</summary>
public sealed class SessionUsage
{
    internal SessionUsage(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Returns the total usage of the session's model calls on all branches, including undone turns and deleted branches.</summary>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<UsageTotals> GetAsync(UsageQuery? query = null, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        UsageTotals.Of(await SumAsync(query ?? new UsageQuery(), UsageBy.None, cancellationToken).ConfigureAwait(false), prices ?? PriceTable.Default);

    /// <summary>Returns the usage of the session's model calls by group.</summary>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The groups: turns and days in their order, others by cost, the most expensive first.</returns>
    public async Task<IReadOnlyList<UsageGroup>> GetAsync(UsageBy by, UsageQuery? query = null, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        UsageGroup.Of(await SumAsync(query ?? new UsageQuery(), by, cancellationToken).ConfigureAwait(false), by, prices ?? PriceTable.Default);

    /// <summary>Returns the total usage of the model calls in the history of the branch, including calls before a fork.</summary>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<UsageTotals> GetBranchAsync(PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        await GetAsync(await QueryBranchAsync(cancellationToken).ConfigureAwait(false), prices, cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the usage of the model calls in the history of the branch by group.</summary>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The groups: turns and days in their order, others by cost, the most expensive first.</returns>
    public async Task<IReadOnlyList<UsageGroup>> GetBranchAsync(UsageBy by, PriceTable? prices = null, CancellationToken cancellationToken = default) =>
        await GetAsync(by, await QueryBranchAsync(cancellationToken).ConfigureAwait(false), prices, cancellationToken).ConfigureAwait(false);

    private ValueTask<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, UsageBy by, CancellationToken cancellationToken) => UsageReader.SumAsync(Log.Store, Key, query, by, Log.Logger, cancellationToken);

    private async ValueTask<UsageQuery> QueryBranchAsync(CancellationToken cancellationToken)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return new UsageQuery { Within = await LineRanges.ReadBackAsync(Log, record.Head, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false) };
    }
}
