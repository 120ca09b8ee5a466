using System.Globalization;

namespace Colloquy;

/// <summary>Represents a limit of the usage of a session or a user. It is checked before each model call, and the call is refused when the limit is reached. Concurrent runs may exceed it by one call each.</summary>
public sealed record UsageLimit
{
    /// <summary>Gets the scope of the usage that counts: the session, or its user with all sessions of the user in the app. For the latter the session must have a user.</summary>
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

    /// <summary>Gets the length of the period, more than zero, at most 3,660 days: usage within this time before now counts. Null to count all usage.</summary>
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

    /// <summary>Gets the maximum cost in US dollars, from 0; null for no limit of cost. Calls without a price count nothing.</summary>
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

    /// <summary>Returns a value that indicates whether the usage has reached the limit.</summary>
    /// <param name="spent">The usage.</param>
    public bool IsReached(UsageTotals spent)
    {
        ArgumentNullException.ThrowIfNull(spent);
        return spent.TotalTokens >= Tokens || spent.Cost >= Cost;
    }

    /// <summary>Returns a description of the limit, for people.</summary>
    public override string ToString()
    {
        var amounts = new[] { Tokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens") : null, Cost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"${cost}") : null };
        return $"{string.Join(" or ", amounts.OfType<string>().DefaultIfEmpty("nothing"))} per {(Scope == Scope.User ? "user" : "session")}{(Per is { } period ? $" in {period}" : "")}";
    }
}
