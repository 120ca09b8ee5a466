namespace Colloquy.Storage;

/// <summary>Represents the usage of one model call. A record is identified by the call's id, and is never overwritten.</summary>
public sealed record UsageRecord
{
    /// <summary>The maximum number of tokens of one kind that a call can have used; a greater number that a service reports is not accepted.</summary>
    public const long MostTokens = 1_000_000_000;

    private const int CostPlaces = 9;

    /// <summary>Gets the id of the call. A call is recorded once, also when it is recorded repeatedly.</summary>
    public required Guid Call { get; init; }

    /// <summary>Gets the position of the call's entry; <see cref="Position.Start"/> when the log does not hold the call, since its commit was refused.</summary>
    public Position Position { get; init; }

    /// <summary>Gets the start entry of the call's turn; <see cref="Position.Start"/> when the log holds no such turn.</summary>
    public Position TurnStart { get; init; }

    /// <summary>Gets the time at which the call was written, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the agent that made the call.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the model that answered, or the requested model when it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the names of the tools that the response asked for, one for each of its calls.</summary>
    public IReadOnlyList<string> Called { get; init; } = [];

    /// <summary>Gets a value that indicates whether the service reported what the call used. When it did not, all counts are 0.</summary>
    public bool IsReported { get; init; }

    /// <summary>Gets the tokens of what the model was sent, 0 to <see cref="MostTokens"/>; those read from a cache are among them.</summary>
    public long InputTokens { get; init => field = Bound(value); }

    /// <summary>Gets the number of output tokens, including those of reasoning, 0 to <see cref="MostTokens"/>.</summary>
    public long OutputTokens { get; init => field = Bound(value); }

    /// <summary>Gets the input tokens that were read from a cache.</summary>
    public long CachedInputTokens { get; init => field = Bound(value); }

    /// <summary>Gets the output tokens that were spent on reasoning.</summary>
    public long ReasoningTokens { get; init => field = Bound(value); }

    /// <summary>Gets the number of all tokens, as the service counts them, or the sum of input and output.</summary>
    public long TotalTokens { get; init => field = Bound(value); }

    /// <summary>Gets the cost of the call in US dollars, to nine places; null when its price was not known or its usage was not reported.</summary>
    public decimal? Cost { get; init => field = value is { } cost ? Math.Round(cost, CostPlaces) : null; }

    /// <summary>Whether it stands for a call that cannot be read; it says no more than where that stands.</summary>
    internal bool IsUnreadable { get; private init; }

    /// <summary>Stands for a call, or for a whole session without an entry, that cannot be read.</summary>
    internal static UsageRecord OfUnreadable(Entry? entry) =>
        new() { Call = default, At = entry?.At ?? DateTimeOffset.UnixEpoch, Position = entry?.Position ?? default, TurnStart = entry?.TurnStart ?? default, Agent = entry?.Author, IsUnreadable = true };

    /// <summary>Returns the record as it is stored when the log does not hold the call.</summary>
    /// <param name="turnIsKept">Whether the log holds the start of the call's turn.</param>
    public UsageRecord Unlogged(bool turnIsKept)
    {
        var unlogged = this with { Position = Position.Start };
        return turnIsKept ? unlogged : unlogged with { TurnStart = Position.Start };
    }

    private static long Bound(long tokens) => Math.Clamp(tokens, 0, MostTokens);
}
