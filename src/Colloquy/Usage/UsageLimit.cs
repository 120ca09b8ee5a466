using System.Globalization;

namespace Colloquy;

/// <summary>Represents a limit of what a session or a user spends. It is checked before each model call, and the call is refused when the limit is reached. Concurrent runs may exceed it by one call each.</summary>
public sealed record UsageLimit
{
    /// <summary>Gets whose spending counts: that of the session, or of its user on all of the user's sessions of the app; the session must have a user then.</summary>
    /// <value>The default is <see cref="Scope.Session"/>; <see cref="Scope.App"/> and <see cref="Scope.Temp"/> are refused.</value>
    public Scope Scope
    {
        get;
        init
        {
            if (value is not (Scope.Session or Scope.User))
                throw new ArgumentOutOfRangeException(nameof(Scope), value, "A usage limit counts what a session or a user spends. Use Scope.Session or Scope.User.");
            field = value;
        }
    }

    /// <summary>Gets the length of the period, more than zero, at most 3,660 days: what was spent within this time before now counts. Null for all that was ever spent.</summary>
    public TimeSpan? Per
    {
        get;
        init
        {
            if (value is { } period)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero, nameof(Per));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(period, TimeSpan.FromDays(3_660), nameof(Per));
            }

            field = value;
        }
    }

    /// <summary>Gets the maximum number of tokens, from 0; null for no limit of tokens.</summary>
    public long? Tokens
    {
        get;
        init
        {
            if (value is { } tokens)
                ArgumentOutOfRangeException.ThrowIfNegative(tokens, nameof(Tokens));
            field = value;
        }
    }

    /// <summary>Gets the most money in US dollars, from 0; null for no limit of money. Calls without a price count nothing.</summary>
    public decimal? Cost
    {
        get;
        init
        {
            if (value is { } cost)
                ArgumentOutOfRangeException.ThrowIfNegative(cost, nameof(Cost));
            field = value;
        }
    }

    /// <summary>Returns a value that indicates whether spending has reached the limit.</summary>
    /// <param name="spent">What was spent.</param>
    public bool IsReached(UsageTotals spent)
    {
        ArgumentNullException.ThrowIfNull(spent);
        return spent.TotalTokens >= Tokens || spent.Cost >= Cost;
    }

    /// <summary>Says what the limit is, for people.</summary>
    public override string ToString()
    {
        var amounts = new[] { Tokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens") : null, Cost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"${cost}") : null };
        return $"{string.Join(" or ", amounts.OfType<string>().DefaultIfEmpty("nothing"))} per {(Scope == Scope.User ? "user" : "session")}{(Per is { } period ? $" in {period}" : "")}";
    }
}
