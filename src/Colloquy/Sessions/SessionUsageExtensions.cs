namespace Colloquy;

/// <summary>What was spent on a session.</summary>
public static class SessionUsageExtensions
{
    /// <summary>Adds up what the session's model calls used: on all branches, those of turns that were taken back and of branches that were deleted among them.</summary>
    /// <param name="session">The session.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static Task<UsageTotals> GetUsageAsync(this Session session, PriceTable? prices = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Log.Store.GetUsageAsync(UsageQuery.Of(session.Key), prices, cancellationToken);
    }

    /// <summary>Adds up what the session's model calls used, group by group.</summary>
    /// <param name="session">The session.</param>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public static Task<IReadOnlyList<UsageGroup>> GetUsageAsync(this Session session, UsageBy by, PriceTable? prices = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Log.Store.GetUsageAsync(UsageQuery.Of(session.Key), by, prices, cancellationToken);
    }

    /// <summary>Adds up what the model calls on the branch of this handle used: those that its history holds, from before a fork too.</summary>
    /// <param name="session">The session.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<UsageTotals> GetBranchUsageAsync(this Session session, PriceTable? prices = null, CancellationToken cancellationToken = default)
    {
        var query = await QueryBranchAsync(session, cancellationToken).ConfigureAwait(false);
        return await session.Log.Store.GetUsageAsync(query, prices, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds up what the model calls on the branch of this handle used, group by group.</summary>
    /// <param name="session">The session.</param>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public static async Task<IReadOnlyList<UsageGroup>> GetBranchUsageAsync(this Session session, UsageBy by, PriceTable? prices = null, CancellationToken cancellationToken = default)
    {
        var query = await QueryBranchAsync(session, cancellationToken).ConfigureAwait(false);
        return await session.Log.Store.GetUsageAsync(query, by, prices, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<UsageQuery> QueryBranchAsync(Session session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var record = await session.Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return UsageQuery.Of(session.Key) with { Within = await LineRanges.ReadBackAsync(session.Log, record.Head, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false) };
    }
}
