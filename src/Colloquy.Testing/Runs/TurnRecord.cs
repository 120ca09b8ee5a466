using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents a turn as a run recorded it.</summary>
public sealed record TurnRecord
{
    /// <summary>Gets the number of the turn within its conversation, from 1; 0 for a turn that did not run.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the name of the turn.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the outcome.</summary>
    public required TestOutcome Outcome { get; init; }

    /// <summary>Gets the reason why the turn failed, was blocked or was skipped, beside what its checks say; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets a value that indicates whether the turn ran only because later turns need it. It is no test.</summary>
    public bool IsPrelude { get; init; }

    /// <summary>Gets what was said; null for a turn that went on after an approval, and for one that did not run.</summary>
    public string? Input { get; init; }

    /// <summary>Gets a value that indicates how the approvals were answered that the turn goes on after; null for a turn that began with an input.</summary>
    public bool? Approved { get; init; }

    /// <summary>Gets the answer; null when there is none.</summary>
    public string? Answer { get; init; }

    /// <summary>Gets the name of the agent that answered; null when it is not known.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the status of the turn, such as <c>completed</c> or <c>waiting</c>; null for a turn that did not run.</summary>
    public string? Status { get; init; }

    /// <summary>Gets the number of earlier messages that the model was shown.</summary>
    public int CarriedIn { get; init; }

    /// <summary>Gets the number of messages that the turn added: what was said, the answer, tool calls and their results.</summary>
    public int MessagesAdded { get; init; }

    /// <summary>Gets the number of messages of the conversation after the turn.</summary>
    public int MessagesTotal { get; init; }

    /// <summary>Gets the calls of tools, in the order in which the model asked for them.</summary>
    public IReadOnlyList<ToolCallRecord> ToolCalls { get => field ?? []; init; }

    /// <summary>Gets the calls of models, in the order in which they began.</summary>
    public IReadOnlyList<ModelCallRecord> ModelCalls { get => field ?? []; init; }

    /// <summary>Gets the checks, in the order in which they were made.</summary>
    public IReadOnlyList<CheckRecord> Checks { get => field ?? []; init; }

    /// <summary>Gets the handoffs, in order.</summary>
    public IReadOnlyList<HandoffRecord> Handoffs { get => field ?? []; init; }

    /// <summary>Gets the tool calls that waited for an approval at the end of the turn.</summary>
    public IReadOnlyList<ApprovalRecord> Approvals { get => field ?? []; init; }

    /// <summary>Gets the session's state after the turn, by key; null when the target keeps no session.</summary>
    public IReadOnlyDictionary<string, JsonElement>? State { get; init; }

    /// <summary>Gets what the test saw of the state of tool hosts after the turn: the newest result of each call that it made.</summary>
    public IReadOnlyList<HostStateRecord> HostState { get => field ?? []; init; }

    /// <summary>Gets the tokens of the turn's model calls. Those of judges are not among them.</summary>
    public TokenCounts Usage { get => field ?? new(); init; }

    /// <summary>Gets the cost of the turn's model calls, in US dollars; null when it is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Gets the cost of the judges of the turn, in US dollars; null when there were none, or it is not known.</summary>
    public decimal? JudgeCost { get; init; }

    /// <summary>Gets the duration of the turn, without its checks.</summary>
    [JsonPropertyName("durationMs")]
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the time to the first token of the answer; null when it was not streamed.</summary>
    [JsonPropertyName("timeToFirstTokenMs")]
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets a value that indicates where the answers of models came from.</summary>
    public AnswerOrigin Origin { get; init; }

    /// <summary>Gets the exception that left the turn without an answer; null when it has one.</summary>
    public ProblemRecord? Problem { get; init; }
}
