using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents the totals of a conversation or a run.</summary>
/// <remarks>A turn is a test. The checks of a whole conversation are one test more. A conversation that a restart matrix held is one test. Forks are no tests, but what they used and cost counts.</remarks>
public sealed record RunTotals
{
    /// <summary>Gets the number of conversations, without forks and those that a restart matrix held.</summary>
    public int Conversations { get; init; }

    /// <summary>Gets the number of tests.</summary>
    public int Tests { get; init; }

    /// <summary>Gets the number of tests that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Gets the number of tests that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Gets the number of tests without an answer, or with a check that could not be made.</summary>
    public int Errors { get; init; }

    /// <summary>Gets the number of tests that did not run because a turn that they need has no answer.</summary>
    public int Blocked { get; init; }

    /// <summary>Gets the number of tests that were left out on purpose.</summary>
    public int Skipped { get; init; }

    /// <summary>Gets the number of calls of tools.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Gets the number of calls of models.</summary>
    public int ModelCalls { get; init; }

    /// <summary>Gets the tokens that agents used.</summary>
    public TokenCounts Usage { get => field ?? new(); init; }

    /// <summary>Gets the tokens that judges used.</summary>
    public TokenCounts JudgeUsage { get => field ?? new(); init; }

    /// <summary>Gets what agents cost, in US dollars; null when no cost is known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Gets a value that indicates whether <see cref="Cost"/> lacks the cost of some turns, because a price or a usage was not known.</summary>
    public bool CostIsPartial { get; init; }

    /// <summary>Gets what judges cost, in US dollars; null when no cost is known.</summary>
    public decimal? JudgeCost { get; init; }

    /// <summary>Gets the sum of the durations of all turns. Conversations run in parallel, so it can be more than the duration of the run.</summary>
    [JsonPropertyName("durationMs")]
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the share of tests that passed, from 0 to 1, of those that were not skipped; 0 when there are none.</summary>
    [JsonIgnore]
    public double PassRate => Tests - Skipped is var counted and > 0 ? (double)Passed / counted : 0;

    internal static RunTotals Sum(IReadOnlyList<RunTotals> all) => new()
    {
        Conversations = all.Sum(one => one.Conversations),
        Tests = all.Sum(one => one.Tests),
        Passed = all.Sum(one => one.Passed),
        Failed = all.Sum(one => one.Failed),
        Errors = all.Sum(one => one.Errors),
        Blocked = all.Sum(one => one.Blocked),
        Skipped = all.Sum(one => one.Skipped),
        ToolCalls = all.Sum(one => one.ToolCalls),
        ModelCalls = all.Sum(one => one.ModelCalls),
        Usage = TokenCounts.Sum(all.Select(one => one.Usage)),
        JudgeUsage = TokenCounts.Sum(all.Select(one => one.JudgeUsage)),
        Cost = SumOf(all.Select(one => one.Cost)),
        CostIsPartial = all.Any(one => one.CostIsPartial),
        JudgeCost = SumOf(all.Select(one => one.JudgeCost)),
        Duration = new TimeSpan(all.Sum(one => one.Duration.Ticks)),
    };

    /// <summary>The sum of what is known; null when nothing is.</summary>
    internal static decimal? SumOf(IEnumerable<decimal?> costs) => costs.Aggregate((decimal?)null, (sum, cost) => cost is null ? sum : (sum ?? 0) + cost);
}
