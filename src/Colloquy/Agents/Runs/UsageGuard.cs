using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Looks before each model call whether the session and its user may spend more.</summary>
internal sealed class UsageGuard(SessionLog log, IReadOnlyList<UsageLimit> limits, PriceTable prices)
{
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(1);

    /// <summary>The limit that was found to be used up; null while none was.</summary>
    public UsageRefusal? Refusal { get; private set; }

    /// <summary>Refuses limits that cannot hold.</summary>
    public static void EnsureFit(SessionKey key, IReadOnlyList<UsageLimit> limits)
    {
        if (limits.Any(limit => limit is { Tokens: null, Cost: null }))
            throw new ArgumentException("A usage limit limits nothing. Give it tokens, or a cost.", nameof(limits));
        if (key.User is null && limits.Any(limit => limit.Scope == Scope.User))
            throw new InvalidOperationException($"A limit counts what the user spends, but nobody owns session {key}. Run on a session with a user, or limit the session.");
    }

    /// <summary>Whether the turn's next call must not be made.</summary>
    /// <param name="uncommitted">What the turn has used that is not in the log yet.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async ValueTask<bool> RefusesAsync(IReadOnlyList<UsageRecord> uncommitted, CancellationToken cancellationToken) =>
        (Refusal = await FindRefusalAsync(uncommitted, cancellationToken).ConfigureAwait(false)) is not null;

    /// <summary>Looks whether a call must not be made on which the turn does not depend.</summary>
    public async ValueTask<UsageRefusal?> FindRefusalAsync(IReadOnlyList<UsageRecord> uncommitted, CancellationToken cancellationToken)
    {
        foreach (var limit in limits)
        {
            var now = log.Time.GetUtcNow();
            var spent = await SpentAsync(limit, now - limit.Per, uncommitted, log.Logger, cancellationToken).ConfigureAwait(false);
            if (limit.IsReached(spent))
                return new UsageRefusal(limit, spent, await FindEndAsync(limit, now, uncommitted, cancellationToken).ConfigureAwait(false));
        }

        return null;
    }

    private async ValueTask<UsageTotals> SpentAsync(UsageLimit limit, DateTimeOffset? since, IReadOnlyList<UsageRecord> uncommitted, ILogger logger, CancellationToken cancellationToken)
    {
        var query = new UsageQuery { Since = since };
        var committed = limit.Scope == Scope.User
            ? await UsageReader.SumAsync(log.Store, log.Key.Owner, query, UsageBy.None, logger, cancellationToken).ConfigureAwait(false)
            : await UsageReader.SumAsync(log.Store, log.Key, query, UsageBy.None, logger, cancellationToken).ConfigureAwait(false);
        return UsageTotals.Of([.. committed, .. uncommitted.Select(UsageSum.Of)], prices);
    }

    /// <summary>When so much of the spending is older than the period that the limit is no longer reached, to the second; null when that never comes.</summary>
    private async ValueTask<DateTimeOffset?> FindEndAsync(UsageLimit limit, DateTimeOffset now, IReadOnlyList<UsageRecord> uncommitted, CancellationToken cancellationToken)
    {
        if (limit.Per is not { } period || limit is { Tokens: 0 } or { Cost: 0 })
            return null;

        var (reached, free) = (now - period, now);
        while (free - reached > Precision)
        {
            var middle = reached + ((free - reached) / 2);
            if (limit.IsReached(await SpentAsync(limit, middle, uncommitted, NullLogger.Instance, cancellationToken).ConfigureAwait(false)))
                reached = middle;
            else
                free = middle;
        }

        return free + period;
    }
}

/// <summary>Why a model call must not be made.</summary>
internal sealed record UsageRefusal(UsageLimit Limit, UsageTotals Spent, DateTimeOffset? FreesAt);
