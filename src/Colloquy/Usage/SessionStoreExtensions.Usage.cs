using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <content>What an owner's sessions spent.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Adds up what one owner's model calls used, those of deleted sessions included.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="logger">Where it is logged that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<UsageTotals> GetUsageAsync(this ISessionStore store, SessionOwner owner, UsageQuery? query = null, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        return UsageTotals.Of(await UsageReader.SumAsync(store, owner, query ?? new UsageQuery(), UsageBy.None, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), prices ?? PriceTable.Default);
    }

    /// <summary>Adds up what one owner's model calls used, group by group, those of deleted sessions included.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="logger">Where it is logged that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Days in their order, others with the most expensive first.</returns>
    /// <exception cref="ArgumentException">Usage is grouped by turn within one session only: see <c>session.Usage</c>.</exception>
    public static async Task<IReadOnlyList<UsageGroup>> GetUsageAsync(this ISessionStore store, SessionOwner owner, UsageBy by, UsageQuery? query = null, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        return UsageGroup.Of(await UsageReader.SumAsync(store, owner, query ?? new UsageQuery(), by, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), by, prices ?? PriceTable.Default);
    }
}
