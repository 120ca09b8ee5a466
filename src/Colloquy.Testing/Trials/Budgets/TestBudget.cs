using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents what tests may spend: money, time and tokens. Conversations share it; before each turn it is checked, and once it is spent no further turn is taken.</summary>
/// <remarks>Safe for use by many threads. Turns that run at the same time may overshoot by one turn each. Answers from cassettes and from the offline stand-in cost nothing.</remarks>
public sealed class TestBudget
{
    private readonly Lock _lock = new();
    private long? _start;
    private decimal _cost;
    private long _tokens;
    private string? _unknown;

    /// <summary>Gets the most money to spend, in US dollars, at least 0; null for no limit.</summary>
    public decimal? MaximumCost { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A budget is at least 0."); }

    /// <summary>Gets the most time to spend, from the first turn on, more than zero; null for no limit.</summary>
    public TimeSpan? MaximumDuration { get; init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A budget of time is more than zero."); }

    /// <summary>Gets the most tokens to spend, input and output together, at least 0; null for no limit.</summary>
    public long? MaximumTokens { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A budget is at least 0."); }

    /// <summary>Gets the clock that measures the time.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets what was spent so far, in US dollars.</summary>
    public decimal Cost
    {
        get
        {
            lock (_lock)
                return _cost;
        }
    }

    /// <summary>Gets the tokens that were spent so far.</summary>
    public long Tokens
    {
        get
        {
            lock (_lock)
                return _tokens;
        }
    }

    /// <summary>Gets a sentence that says which limit was reached; null while there is something left.</summary>
    public string? Spent
    {
        get
        {
            lock (_lock)
            {
                return _unknown
                    ?? (_cost >= MaximumCost ? string.Create(CultureInfo.InvariantCulture, $"The budget of {MaximumCost:0.00##} USD is spent: {_cost:0.00##} USD.")
                    : _tokens >= MaximumTokens ? string.Create(CultureInfo.InvariantCulture, $"The budget of {MaximumTokens} tokens is spent: {_tokens} tokens.")
                    : _start is { } start && TimeProvider.GetElapsedTime(start) >= MaximumDuration ? $"The budget of {MaximumDuration} is spent."
                    : null);
            }
        }
    }

    /// <summary>Throws when the budget is spent. The first call begins to measure the time.</summary>
    /// <exception cref="BudgetSpentException">The budget is spent.</exception>
    public void ThrowIfSpent()
    {
        lock (_lock)
            _start ??= TimeProvider.GetTimestamp();
        if (Spent is { } spent)
            throw new BudgetSpentException($"Not run: {spent}");
    }

    /// <summary>Adds what a call costs that no conversation observes, such as a judge's.</summary>
    /// <param name="cost">The cost in US dollars; null when it is not known, which spends a budget of money.</param>
    /// <param name="tokens">The tokens; null when they are not known, which spends a budget of tokens.</param>
    /// <param name="what">What was called, for the message, such as <c>the judge</c>.</param>
    public void Add(decimal? cost, long? tokens, string what = "a call")
    {
        lock (_lock)
        {
            _cost += cost ?? 0;
            _tokens += tokens ?? 0;
            if (MaximumCost is not null && cost is null)
                _unknown ??= $"The cost of {what} is not known, so a budget of money cannot be kept. Add the model's price to {nameof(ConversationBuilder)}.{nameof(ConversationBuilder.Prices)}, or set no {nameof(MaximumCost)}.";
            else if (MaximumTokens is not null && tokens is null)
                _unknown ??= $"The usage of {what} is not known, so a budget of tokens cannot be kept. Use a client that reports usage, or set no {nameof(MaximumTokens)}.";
        }
    }
}
