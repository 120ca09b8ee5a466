namespace Colloquy.Testing;

/// <summary>Represents a call of a model, as the conversation observed it.</summary>
public sealed record ObservedModelCall
{
    /// <summary>Gets the name of the model within the conversation.</summary>
    public required string Client { get; init; }

    /// <summary>Gets the messages that were sent.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the options of the call; null for none.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>Gets the response; null when the call failed.</summary>
    public ChatResponse? Response { get; init; }

    /// <summary>Gets the reason why the call failed; null when it did not.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets the duration of the call.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the time to the first content of a streamed response; null for one that was not streamed.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets a value that indicates where the response came from.</summary>
    public required AnswerOrigin Origin { get; init; }

    /// <summary>Gets the name of the service that answered, such as <c>openai</c>; null when it is not known.</summary>
    public string? Provider { get; init; }
}
