using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents a run of tests: every conversation, turn, call and check. Reports are made of it, without running anything again.</summary>
/// <remarks>Its JSON form is described by <c>docs/schemas/colloquy-run.v1.schema.json</c>.</remarks>
public sealed record RunRecord
{
    /// <summary>The version of the JSON form that this version of the package writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Gets the version of the JSON form.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Gets the id of the run, which sorts by time.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name of what was run: that of the test assembly, unless another was given.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time at which the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Gets the duration of the run.</summary>
    [JsonPropertyName("durationMs")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the verdict: the worst outcome of all conversations; <see cref="TestOutcome.Error"/> for a run without tests.</summary>
    public required TestOutcome Verdict { get; init; }

    /// <summary>Gets the totals.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>Gets facts of the machine, without its name, its folders or its secrets.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>Gets the conversations, by name, variant and trial.</summary>
    public IReadOnlyList<ConversationRecord> Conversations { get => field ?? []; init; }
}
