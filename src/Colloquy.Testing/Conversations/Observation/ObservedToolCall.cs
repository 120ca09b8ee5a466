using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a call of a tool, as the conversation observed it.</summary>
public sealed record ObservedToolCall
{
    /// <summary>Gets the number of the turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>Gets the id that the model gave the call; null when the messages do not contain the call.</summary>
    public string? CallId { get; init; }

    /// <summary>Gets the name of the tool that the model was shown.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the tool's own name on its host; the same as <see cref="Name"/> when the host adds nothing to it.</summary>
    public required string Tool { get; init; }

    /// <summary>Gets the name of the tool host; null for a tool that belongs to none.</summary>
    public string? Host { get; init; }

    /// <summary>Gets the arguments.</summary>
    public required IReadOnlyDictionary<string, object?> Arguments { get; init; }

    /// <summary>Gets the result that the model was given; null when there is none.</summary>
    public object? Result { get; init; }

    /// <summary>Gets a value that indicates whether the call was executed: false for one that was refused, that waits for an approval, or whose tool does not exist.</summary>
    public required bool WasExecuted { get; init; }

    /// <summary>Gets the error of the call: the exception's message, or what the result says; null when the call succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the exception by which the host ended the call; null when the call succeeded, or was not executed.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Gets a value that indicates whether the process of the agent was lost before it received the result: the host made the call, and the agent cannot know its outcome.</summary>
    public bool ResultWasLost { get; init; }

    /// <summary>Gets the duration of the call; zero for one that was not executed.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets a value that indicates whether a cassette answered the call.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Gets the result as text, as a model reads it; empty when there is none.</summary>
    public string ResultText => ToolResultText.Of(Result);

    /// <summary>Gets the result as JSON; null when it is not JSON.</summary>
    public JsonElement? ResultJson => ToolResultText.ToJson(Result);

    /// <summary>Returns whether the call is one of a tool.</summary>
    /// <param name="tool">The tool's name: its own, or the one that the model was shown.</param>
    public bool IsOf(string tool) => string.Equals(Name, tool, StringComparison.Ordinal) || string.Equals(Tool, tool, StringComparison.Ordinal);

    /// <summary>Returns the call with its arguments and its result, such as <c>bank.transfer({"amount":500}) = {…}</c>.</summary>
    public override string ToString() => $"{(Host is null ? Name : $"{Host}.{Tool}")}({ToolResultText.Write(Arguments)}){(Error is not null ? $" failed: {Error}" : Result is not null ? $" = {ResultText}" : "")}";
}
