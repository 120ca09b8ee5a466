using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Represents a call of a model as a run recorded it. What was sent is not recorded, but for the number of messages.</summary>
public sealed record ModelCallRecord
{
    /// <summary>Gets the name of the model within the conversation.</summary>
    public required string Client { get; init; }

    /// <summary>Gets the name of the service; null when it is not known.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the id of the model that answered; null when it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the number of messages that were sent.</summary>
    public required int MessagesSent { get; init; }

    /// <summary>Gets the tokens, as far as the service reported them.</summary>
    public required TokenCounts Usage { get; init; }

    /// <summary>Gets a value that indicates where the response came from.</summary>
    public required AnswerOrigin Origin { get; init; }

    /// <summary>Gets the duration of the call.</summary>
    [JsonPropertyName("durationMs")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the time to the first content of a streamed response; null for one that was not streamed.</summary>
    [JsonPropertyName("timeToFirstTokenMs")]
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets the reason why the model stopped; null when it is not known.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Gets the error; null when the call succeeded.</summary>
    public ProblemRecord? Problem { get; init; }
}
