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

    /// <summary>Gets a value that indicates whether the run did not end, because it was killed or still goes on. It then contains the conversations that had ended.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>Gets a value that indicates whether some tests only were selected, by their names, as far as it is known. Conversations that the run lacks were then not removed, and it is the baseline of no other run.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>Gets the verdict: the worst outcome of all conversations; <see cref="TestOutcome.Error"/> for a run without tests, and for one that did not end, unless a test failed.</summary>
    public required TestOutcome Verdict { get; init; }

    /// <summary>Gets the totals.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>Gets facts of the machine, without its name, its folders or its secrets.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>Gets the conversations, by name, variant and trial.</summary>
    public IReadOnlyList<ConversationRecord> Conversations { get => field ?? []; init; }

    /// <summary>Returns the conversations as trials, by conversation and variant, for gates and comparisons. Forks and skipped conversations are left out.</summary>
    /// <remarks>
    /// A conversation whose failure is not the agent's (<see cref="ConversationRecord.Blame"/>) is an invalid trial. One without an answer of which it is not known what is to blame counts as not run.
    /// The conversations of a restart matrix are trials of a conversation of their own, such as <c>trip-savings, restarts</c>.
    /// </remarks>
    public IReadOnlyList<TrialsResult> ToTrials() => RecordedTrials.Of(this);

    /// <summary>Compares the run with the thresholds of a gate. A run that did not end is undecided, unless a threshold is missed already. So is a run of selected tests, when the gate has thresholds for all conversations or for each.</summary>
    /// <param name="gate">The gate.</param>
    public GateResult Evaluate(GateFile gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        var result = gate.Evaluate(ToTrials());
        var reason = IsUnfinished ? "The run did not end, so the results are a part. Run the tests again."
            : IsNarrowed && (gate.All ?? gate.Each) is not null ? "The tests of the run were selected by name, so the results are a part. Run all tests, or set thresholds only under \"conversations\"."
            : null;
        return reason is null ? result : new GateResult([.. result.Verdicts.Where(verdict => verdict.Outcome == GateOutcome.Missed), new GateVerdict { Threshold = "all", Outcome = GateOutcome.Undecided, Sentence = reason }, .. result.Verdicts.Where(verdict => verdict.Outcome != GateOutcome.Missed)]);
    }

    /// <summary>Returns the run with the conversations of one variant only, without the name of the variant, to compare it with another variant.</summary>
    /// <param name="variant">The name of the variant.</param>
    /// <exception cref="ArgumentException">No conversation of the run has the variant.</exception>
    public RunRecord OfVariant(string variant)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(variant);
        var own = Conversations.Where(one => one.Variant == variant).Select(one => one with { Variant = null }).ToList();
        return own.Count > 0 ? RunRecords.Of(this, own) : throw new ArgumentException($"No conversation of the run {Id} has the variant '{variant}'. Variants are: {(Conversations.Any(one => one.Variant is not null) ? string.Join(", ", Conversations.Select(one => one.Variant).OfType<string>().Distinct()) : "none")}.", nameof(variant));
    }
}
