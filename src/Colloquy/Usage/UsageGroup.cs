using System.Globalization;

namespace Colloquy;

/// <summary>Represents the usage of the model calls of one group.</summary>
/// <param name="Key">The common property of the calls: a turn's start position, a session's id, a user, an app, a model, an agent, a tool, or a day as <c>2026-01-31</c>; null for calls without one, such as those of sessions without a user in groups by user.</param>
/// <param name="Totals">The totals of the calls.</param>
public sealed record UsageGroup(string? Key, UsageTotals Totals)
{
    /// <summary>Gets the session, in groups by session; null otherwise, and for sessions that were deleted.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>Gets the position of the start entry of the turn, in groups by turn; null otherwise, and for calls that no turn in the log made.</summary>
    public Position? TurnStart { get; init; }

    /// <summary>Makes groups of a ledger's sums: turns and days in their order, others with the most expensive first.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="by">What they were added up by.</param>
    /// <param name="prices">The prices for calls without one.</param>
    public static IReadOnlyList<UsageGroup> Of(IEnumerable<UsageSum> sums, UsageBy by, PriceTable prices)
    {
        ArgumentNullException.ThrowIfNull(sums);

        var groups = sums.GroupBy(sum => (sum.Key, sum.Session)).Select(group => new UsageGroup(group.Key.Key, UsageTotals.Of(group, prices))
        {
            Session = group.Key.Session,
            TurnStart = by == UsageBy.Turn && group.Key.Key is { } start ? new Position(long.Parse(start, CultureInfo.InvariantCulture)) : null,
        });
        return by switch
        {
            UsageBy.Turn => [.. groups.OrderBy(group => group.TurnStart ?? Position.Start)],
            UsageBy.Day => [.. groups.OrderBy(group => group.Key, StringComparer.Ordinal)],
            _ =>
            [
                .. groups.OrderByDescending(group => group.Totals.Cost).ThenByDescending(group => group.Totals.TotalTokens)
                    .ThenBy(group => group.Key, StringComparer.Ordinal).ThenBy(group => group.Session?.ToString(), StringComparer.Ordinal),
            ],
        };
    }
}
