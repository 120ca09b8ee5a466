using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a turn of a tested conversation: what was said, what the agent answered, and which models and tools it called for it.</summary>
public sealed class TurnResult
{
    internal TurnResult(Conversation conversation) => Conversation = conversation;

    /// <summary>Gets the conversation that the turn belongs to.</summary>
    public Conversation Conversation { get; }

    /// <summary>Gets the number of the turn within its conversation, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the name of the turn: the name of the method that took it, unless another was given.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the name says more than the number does.</summary>
    internal bool HasName => Name.Length > 0 && Name != $"turn {Number}";

    /// <summary>Gets the name of the test that took the turn; null when it is not known.</summary>
    public string? Test { get; init; }

    /// <summary>Gets what was said: the user's messages. Empty for a turn that went on after an approval.</summary>
    public required IReadOnlyList<ChatMessage> Input { get; init; }

    /// <summary>Gets a value that indicates how the approvals were answered that the turn goes on after; null for a turn that began with an input.</summary>
    public bool? Approved { get; init; }

    /// <summary>Gets the messages that the turn added after the input: the agent's messages, and the results of its tool calls.</summary>
    public required IReadOnlyList<ChatMessage> Output { get; init; }

    /// <summary>Gets the whole conversation after the turn, to be given to <see cref="Testing.Conversation.SayAsync(string, IReadOnlyList{ChatMessage}, string, CancellationToken)"/>.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the text of the answer; empty when there is none.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the text of the answer; empty when there is none. The same as <see cref="Text"/>.</summary>
    public string FinalResponse => Text;

    /// <summary>Gets the number of earlier messages that the model was shown in the first call of the turn, without instructions.</summary>
    public required int CarriedIn { get; init; }

    /// <summary>Whether <see cref="CarriedIn"/> was observed, or told by the target, and is not a guess.</summary>
    internal bool KnowsCarriedIn { get; init; }

    /// <summary>Gets a value that indicates whether the model was shown earlier messages.</summary>
    public bool IsContinuation => CarriedIn > 0;

    /// <summary>Gets the calls of tools in this turn, in the order in which the model asked for them.</summary>
    public required IReadOnlyList<ObservedToolCall> ToolCalls { get; init; }

    /// <summary>Gets the calls of models in this turn, in the order in which they began.</summary>
    public required IReadOnlyList<ObservedModelCall> ModelCalls { get; init; }

    /// <summary>Gets the handoffs of this turn, in order.</summary>
    public IReadOnlyList<ObservedHandoff> Handoffs { get; init; } = [];

    /// <summary>Gets the tool calls that wait for a person's approval, when the status is <see cref="TurnStatus.Waiting"/>.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Gets the name of the agent that answered; null when the target has no names.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the status of the turn.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>Gets the reason why the turn has no answer: an exception, such as a <see cref="TimeoutException"/>; null when it has one.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets a value that indicates whether the turn was completed with an answer.</summary>
    public bool Success => Error is null && Status == TurnStatus.Completed;

    /// <summary>Gets the total usage of the turn's model calls, as far as the services reported it.</summary>
    public required UsageDetails Usage { get; init; }

    /// <summary>Gets the cost of the turn's model calls, in US dollars; null when a price or a usage is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Gets the duration of the turn.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the time from the beginning of the turn to the first token of its answer; null when the answer was not streamed.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets a value that indicates where the answers of models came from.</summary>
    public required AnswerOrigin Origin { get; init; }

    /// <summary>Gets the checks that were made of this turn, in order.</summary>
    public IReadOnlyList<CheckResult> Checks => _checks;

    private readonly List<CheckResult> _checks = [];

    internal int? SessionTurn { get; init; }

    /// <summary>Whether a model had not answered yet when the turn ended.</summary>
    internal bool WaitedForModel { get; init; }

    /// <summary>Gets the result of the turn as the target returned it, such as an <see cref="AgentAnswer"/>; null for none.</summary>
    public object? Raw { get; init; }

    /// <summary>Returns whether a tool was called in this turn.</summary>
    /// <param name="tool">The tool's name: its own, or the one that the model was shown.</param>
    public bool ToolWasCalled(string tool) => CallsOf(tool).Count > 0;

    /// <summary>Returns the calls of a tool in this turn, in order.</summary>
    /// <param name="tool">The tool's name: its own, or the one that the model was shown.</param>
    public IReadOnlyList<ObservedToolCall> CallsOf(string tool)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        return [.. ToolCalls.Where(call => call.IsOf(tool))];
    }

    /// <summary>Returns the answer as a value of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options; null for the web defaults.</param>
    /// <exception cref="JsonException">The answer is not JSON of this form.</exception>
    public T? As<T>(JsonSerializerOptions? options = null) => JsonSerializer.Deserialize<T>(Text, options ?? JsonSerializerOptions.Web);

    /// <summary>Adds the result of a check to <see cref="Checks"/>, for the report. Custom checks call it.</summary>
    /// <param name="result">The result.</param>
    public void Record(CheckResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_checks)
            _checks.Add(result);
    }

    /// <summary>Returns the turn in one line.</summary>
    public override string ToString() => $"turn {Number}, {Name}: {(Error is null ? Text : Error.Message)}";
}
