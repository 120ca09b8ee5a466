using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Operations;

/// <content>What the sessions of all owners spent.</content>
public static partial class SessionDirectoryExtensions
{
    /// <summary>Adds up what the model calls of selected sessions used. Privileged.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="selection">The sessions.</param>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="logger">Where it is logged that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">The directory does not record usage, and is not a store whose logs can be read.</exception>
    public static async Task<UsageTotals> GetUsageAsync(this ISessionDirectory directory, SessionSelection selection, UsageQuery? query = null, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(selection);
        return UsageTotals.Of(await UsageReader.SumAsync(directory, selection, query ?? new UsageQuery(), UsageBy.None, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), prices ?? PriceTable.Default);
    }

    /// <summary>Adds up what the model calls of selected sessions used, group by group. Privileged.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="selection">The sessions.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    /// <param name="query">The filter; null for all calls.</param>
    /// <param name="prices">The prices for calls that had none when they were made; null for <see cref="PriceTable.Default"/>.</param>
    /// <param name="logger">Where it is logged that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The groups: turns and days in their order, others by cost, the most expensive first.</returns>
    /// <exception cref="InvalidOperationException">The directory does not record usage, and is not a store whose logs can be read.</exception>
    public static async Task<IReadOnlyList<UsageGroup>> GetUsageAsync(this ISessionDirectory directory, SessionSelection selection, UsageBy by, UsageQuery? query = null, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(selection);
        return UsageGroup.Of(await UsageReader.SumAsync(directory, selection, query ?? new UsageQuery(), by, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), by, prices ?? PriceTable.Default);
    }
}
