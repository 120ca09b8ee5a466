using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents a run that has ended, to a context provider.</summary>
public sealed class FinishedRun
{
    /// <summary>Gets the run.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Gets the turn's input.</summary>
    public required IReadOnlyList<ChatMessage> Input { get; init; }

    /// <summary>Gets the answers of the agent and the results of its tools, whole exchanges only.</summary>
    public required IReadOnlyList<ChatMessage> Output { get; init; }

    /// <summary>Gets the additions of all providers to the run.</summary>
    public IReadOnlyList<ContextAddition> Added { get; init; } = [];

    /// <summary>Gets the exception that ended the run; null when it ended with an answer, or waits for a person.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Gets a value that indicates whether the turn ended waiting for a person. It is resumed when all calls are answered; then the providers are called again, with the whole turn.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Gets the provider's own part of the session's state. Writes are committed with the end of the turn.</summary>
    /// <value>The default is the state of the run, which runs replace.</value>
    public SessionState State { get => field ?? Run.State; init; }

    /// <summary>Asks a model a question outside the conversation. The call is recorded, priced and limited like the calls of the turn.</summary>
    /// <param name="purpose">The purpose under which the call is recorded, such as <c>topic</c>.</param>
    /// <param name="prompt">The text that the model is sent.</param>
    /// <param name="options">The options of the call, instructions among them; null for none.</param>
    /// <param name="client">The model; null for the agent's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer; null when the model fails, which is logged, or when a usage limit is reached.</returns>
    public ValueTask<string?> AskAsync(string purpose, string prompt, ChatOptions? options = null, IChatClient? client = null, CancellationToken cancellationToken = default) =>
        Run.AskAsync(purpose, prompt, options, client, cancellationToken);
}
