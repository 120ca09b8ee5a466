using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Hosting;

/// <summary>Represents an update of a turn as a client of a web application receives it: one server-sent event. Its type says which properties are set; the others are not in the JSON.</summary>
/// <remarks>The types are <c>text</c>, <c>tool</c> (a call begins or has ended), <c>approval</c> (a call waits for a person), <c>handoff</c>, <c>answer</c> (the last one of a turn that ended) and <c>error</c> (the last one of a turn that failed).</remarks>
public sealed record AgentEvent
{
    /// <summary>Gets the next piece of the answer, or the whole text in the event <c>answer</c>; null in any other event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Gets the name of the tool of a call that begins, has ended or waits; null in any other event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tool { get; init; }

    /// <summary>Gets a value that indicates whether the call has ended; null unless the event is <c>tool</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsFinished { get; init; }

    /// <summary>Gets the id with which the call that waits is approved or refused; null unless the event is <c>approval</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Approval { get; init; }

    /// <summary>Gets the arguments of the call that waits; null unless the event is <c>approval</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }

    /// <summary>Gets the agent that has the conversation from now on, that answered, or whose call waits; null in any other event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agent { get; init; }

    /// <summary>Gets the number of the turn; null unless the event is <c>answer</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Turn { get; init; }

    /// <summary>Gets the status of the turn, such as <c>completed</c> or <c>waiting</c>; null unless the event is <c>answer</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>Gets the type of the exception, such as <c>TurnLimitException</c>; null unless the event is <c>error</c>. It does not contain the exception's message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}
