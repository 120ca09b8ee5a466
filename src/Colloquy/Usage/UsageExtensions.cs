using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>What was spent, of a whole store.</summary>
public static class UsageExtensions
{
    /// <summary>Adds up what one owner's model calls used.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">The owner, and what to narrow to.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="logger">Where it is said that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<UsageTotals> GetUsageAsync(this ISessionStore store, UsageQuery query, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);
        return UsageTotals.Of(await UsageReader.SumAsync(store, query, UsageBy.None, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), prices ?? PriceTable.Default);
    }

    /// <summary>Adds up what one owner's model calls used, group by group.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">The owner, and what to narrow to.</param>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="logger">Where it is said that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Turns and days in their order, others with the most expensive first.</returns>
    public static async Task<IReadOnlyList<UsageGroup>> GetUsageAsync(this ISessionStore store, UsageQuery query, UsageBy by, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);
        return UsageGroup.Of(await UsageReader.SumAsync(store, query, by, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), by, prices ?? PriceTable.Default);
    }

    /// <summary>Adds up what all owners' model calls used. Privileged.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="query">What to narrow to.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="logger">Where it is said that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">The directory keeps no usage, and is no store whose logs could be read.</exception>
    public static async Task<UsageTotals> GetUsageAsync(this ISessionDirectory directory, UsageDirectoryQuery query, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(query);
        return UsageTotals.Of(await UsageReader.SumAsync(directory, query, UsageBy.None, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), prices ?? PriceTable.Default);
    }

    /// <summary>Adds up what all owners' model calls used, group by group. Privileged.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="query">What to narrow to.</param>
    /// <param name="by">What is added up by.</param>
    /// <param name="prices">The prices for calls that had none when they were made; <see cref="PriceTable.Default"/> when null.</param>
    /// <param name="logger">Where it is said that a call cannot be read; null for nowhere. <see cref="UsageTotals.UnreadableCalls"/> counts them in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Days in their order, others with the most expensive first.</returns>
    /// <exception cref="InvalidOperationException">The directory keeps no usage, and is no store whose logs could be read.</exception>
    public static async Task<IReadOnlyList<UsageGroup>> GetUsageAsync(this ISessionDirectory directory, UsageDirectoryQuery query, UsageBy by, PriceTable? prices = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(query);
        return UsageGroup.Of(await UsageReader.SumAsync(directory, query, by, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false), by, prices ?? PriceTable.Default);
    }
}
