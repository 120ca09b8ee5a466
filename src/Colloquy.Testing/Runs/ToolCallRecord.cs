using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents a call of a tool as a run recorded it.</summary>
public sealed record ToolCallRecord
{
    /// <summary>Gets the id that the model gave the call; null when it is not known.</summary>
    public string? CallId { get; init; }

    /// <summary>Gets the name of the tool host; null for a tool that belongs to none.</summary>
    public string? Host { get; init; }

    /// <summary>Gets the tool's own name on its host.</summary>
    public required string Tool { get; init; }

    /// <summary>Gets the name of the tool that the model was shown.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the arguments, a JSON object. Arguments that are too long are an object with <c>$cut</c>, their first characters, and <c>$length</c>.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Gets the result as the model read it; null when there is none.</summary>
    public string? Result { get; init; }

    /// <summary>Gets the error; null when the call succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Gets a value that indicates whether the call was executed.</summary>
    public required bool WasExecuted { get; init; }

    /// <summary>Gets a value that indicates whether a cassette answered the call.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Gets the duration of the call; zero for one that was not executed.</summary>
    [JsonPropertyName("durationMs")]
    public TimeSpan Duration { get; init; }
}
