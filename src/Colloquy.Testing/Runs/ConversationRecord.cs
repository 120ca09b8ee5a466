using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents a conversation as a run recorded it: one variant, one trial.</summary>
public sealed record ConversationRecord
{
    /// <summary>Gets the name of the conversation.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the variant, such as a model's; null for a conversation without variants.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets the number of the trial, from 1.</summary>
    public int Trial { get => Math.Max(1, field); init; }

    /// <summary>Gets the name with the variant, such as <c>buy-boots[model-a]</c>.</summary>
    [JsonIgnore]
    public string FullName => Variant is null ? Name : $"{Name}[{Variant}]";

    /// <summary>Gets where the process of the agent was lost, such as <c>cut after the call of transfer in turn 2, MoveMoney</c>, for a conversation that a restart matrix held; <c>without a loss</c> for the one before the losses; null for any other.</summary>
    /// <remarks>Such a conversation is one test, and no trial: it passes or fails as a whole.</remarks>
    public string? Restart { get; init; }

    /// <summary>Gets the name with the variant, and the trial, the loss or the fork that this is, as reports show it.</summary>
    [JsonIgnore]
    public string Title => $"{FullName}{(Restart is not null ? $", {Restart}" : Trial > 1 ? $", trial {Trial}" : "")}{(IsFork ? ", fork" : "")}";

    /// <summary>Gets a value that indicates whether this is a fork of the conversation, which asked 'what if'.</summary>
    public bool IsFork { get; init; }

    /// <summary>Gets the outcome: the worst of the conversation's turns and checks.</summary>
    public required TestOutcome Outcome { get; init; }

    /// <summary>Gets what is to blame for a failure; null when the conversation passed, or when it is not known.</summary>
    public Blame? Blame { get; init; }

    /// <summary>Gets the reason why the conversation as a whole failed; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the time at which the first turn began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Gets the totals.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>Gets where the answers of models came from, over all turns.</summary>
    public AnswerOrigin Origin { get; init; }

    /// <summary>Gets the name of the cassette that recorded or replayed the conversation; null for none.</summary>
    public string? Cassette { get; init; }

    /// <summary>Gets the names of the tool hosts.</summary>
    public IReadOnlyList<string> ToolHosts { get => field ?? []; init; }

    /// <summary>Gets the turns, in order.</summary>
    public IReadOnlyList<TurnRecord> Turns { get => field ?? []; init; }

    /// <summary>Gets the checks of the whole conversation, in the order in which they were made.</summary>
    public IReadOnlyList<CheckRecord> Checks { get => field ?? []; init; }
}
