using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents a run without what was said in it, for the history of runs.</summary>
public sealed record RunSummary
{
    /// <summary>Gets the version of the JSON form.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Gets the id of the run.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name of what was run.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time at which the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Gets the duration of the run.</summary>
    [JsonPropertyName("durationMs")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets a value that indicates whether the run did not end.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>Gets a value that indicates whether some tests only were selected, by their names.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>Gets the verdict.</summary>
    public required TestOutcome Verdict { get; init; }

    /// <summary>Gets the totals.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>Gets the conversations.</summary>
    public IReadOnlyList<ConversationSummary> Conversations { get => field ?? []; init; }

    internal static RunSummary Of(RunRecord run) => new()
    {
        SchemaVersion = run.SchemaVersion,
        Id = run.Id,
        Name = run.Name,
        Started = run.Started,
        Duration = run.Duration,
        IsUnfinished = run.IsUnfinished,
        IsNarrowed = run.IsNarrowed,
        Verdict = run.Verdict,
        Totals = run.Totals,
        Conversations = [.. run.Conversations.Select(one => new ConversationSummary { Name = one.Name, Variant = one.Variant, Trial = one.Trial, Restart = one.Restart, IsFork = one.IsFork, Outcome = one.Outcome, Totals = one.Totals })],
    };
}

/// <summary>Represents a conversation of a run without what was said in it.</summary>
public sealed record ConversationSummary
{
    /// <summary>Gets the name of the conversation.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the variant; null for a conversation without variants.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets the number of the trial, from 1.</summary>
    public int Trial { get => Math.Max(1, field); init; }

    /// <summary>Gets where the process of the agent was lost, for a conversation that a restart matrix held; null for any other.</summary>
    public string? Restart { get; init; }

    /// <summary>Gets a value that indicates whether this is a fork.</summary>
    public bool IsFork { get; init; }

    /// <summary>Gets the outcome.</summary>
    public required TestOutcome Outcome { get; init; }

    /// <summary>Gets the totals.</summary>
    public required RunTotals Totals { get; init; }
}
