using System.Globalization;

namespace Colloquy.Storage;

/// <summary>Represents the sum of the calls of one model within one group, as a ledger returns it. Calls without a price are summed separately, so that they can be priced later.</summary>
public sealed record UsageSum
{
    /// <summary>Gets the value that the calls of the group share: a turn's start position, a session's id, a user, an app, a model, an agent, a tool, or a day as <c>2026-01-31</c>; null without grouping, and for calls that have none.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the session, when sums are by session; null otherwise, and for sessions that were deleted.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>Gets the model; null when its calls named none.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the provider; null when it was not known.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the number of model calls.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of calls for which the service reported no usage.</summary>
    public long UnreportedCalls { get; init; }

    /// <summary>Gets the number of calls that cannot be read; no other figure counts them. A session whose record cannot be read counts as one.</summary>
    public long UnreadableCalls { get; init; }

    /// <summary>Gets the number of tool calls that the model calls asked for; in groups by tool, those of that tool.</summary>
    public long ToolCalls { get; init; }

    /// <summary>Gets the input tokens, cached ones among them.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the output tokens, those of reasoning among them.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the input tokens that were read from a cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Gets the output tokens that were spent on reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Gets all tokens.</summary>
    public long TotalTokens { get; init; }

    /// <summary>Gets the cost of the calls with a known price, in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the number of calls that have a reported usage and no price.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the input tokens of calls without a price.</summary>
    public long UnpricedInputTokens { get; init; }

    /// <summary>Gets the cached input tokens of calls without a price.</summary>
    public long UnpricedCachedInputTokens { get; init; }

    /// <summary>Gets the output tokens of calls without a price.</summary>
    public long UnpricedOutputTokens { get; init; }

    /// <summary>Adds up sums of the same group, model and provider.</summary>
    /// <param name="sums">The sums, in any order.</param>
    /// <returns>One sum for each group, model and provider, in any order.</returns>
    public static IReadOnlyList<UsageSum> Merge(IEnumerable<UsageSum> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        var merged = new Dictionary<(string?, SessionKey?, string?, string?), UsageSum>();
        foreach (var sum in sums)
        {
            var group = (sum.Key, sum.Session, sum.Model, sum.Provider);
            merged[group] = merged.TryGetValue(group, out var before) ? before.Plus(sum) : sum;
        }

        return [.. merged.Values];
    }

    /// <summary>Divides the sum of calls that asked for the same tools: returns one sum for each of those tools. The <see cref="Key"/> of this sum is ignored.</summary>
    /// <param name="called">The tools that each of those calls asked for, one name for each tool call.</param>
    public IEnumerable<UsageSum> ByTool(IEnumerable<string> called)
    {
        ArgumentNullException.ThrowIfNull(called);
        return called.CountBy(name => name).Select(tool => this with { Key = tool.Key, ToolCalls = Calls * tool.Value });
    }

    /// <summary>Returns the <see cref="Key"/> of a day.</summary>
    /// <param name="at">A time in that day, in UTC.</param>
    public static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static UsageSum Of(UsageRecord record)
    {
        if (record.IsUnreadable)
            return new UsageSum { UnreadableCalls = 1 };

        var unpriced = record.IsReported && record.Cost is null;
        return new UsageSum
        {
            Model = record.Model,
            Provider = record.Provider,
            Calls = 1,
            UnreportedCalls = record.IsReported ? 0 : 1,
            ToolCalls = record.Called.Count,
            InputTokens = record.InputTokens,
            OutputTokens = record.OutputTokens,
            CachedInputTokens = record.CachedInputTokens,
            ReasoningTokens = record.ReasoningTokens,
            TotalTokens = record.TotalTokens,
            Cost = record.Cost ?? 0,
            UnpricedCalls = unpriced ? 1 : 0,
            UnpricedInputTokens = unpriced ? record.InputTokens : 0,
            UnpricedCachedInputTokens = unpriced ? record.CachedInputTokens : 0,
            UnpricedOutputTokens = unpriced ? record.OutputTokens : 0,
        };
    }

    internal UsageSum Plus(UsageSum other) => this with
    {
        Calls = Calls + other.Calls,
        UnreportedCalls = UnreportedCalls + other.UnreportedCalls,
        UnreadableCalls = UnreadableCalls + other.UnreadableCalls,
        ToolCalls = ToolCalls + other.ToolCalls,
        InputTokens = InputTokens + other.InputTokens,
        OutputTokens = OutputTokens + other.OutputTokens,
        CachedInputTokens = CachedInputTokens + other.CachedInputTokens,
        ReasoningTokens = ReasoningTokens + other.ReasoningTokens,
        TotalTokens = TotalTokens + other.TotalTokens,
        Cost = Cost + other.Cost,
        UnpricedCalls = UnpricedCalls + other.UnpricedCalls,
        UnpricedInputTokens = UnpricedInputTokens + other.UnpricedInputTokens,
        UnpricedCachedInputTokens = UnpricedCachedInputTokens + other.UnpricedCachedInputTokens,
        UnpricedOutputTokens = UnpricedOutputTokens + other.UnpricedOutputTokens,
    };
}
