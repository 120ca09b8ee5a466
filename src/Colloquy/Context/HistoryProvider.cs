using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents a history of the application in addition to the session's log, which runs load messages from and store messages in.</summary>
/// <remarks>
/// The log records the conversation in any case. When a provider loads, what it returns replaces the log's history in what the
/// model is shown, completed where calls or results are missing. The histories of several providers follow one another. A provider that only stores keeps an audit.
/// </remarks>
public abstract class HistoryProvider : ContextProvider
{
    /// <summary>Gets a value that indicates whether runs load their history from the provider. They do not where the model's service stores the conversation.</summary>
    /// <value>The default is true.</value>
    public bool LoadMessages { get; init; } = true;

    /// <summary>Gets a value that indicates whether the input of runs is stored.</summary>
    /// <value>The default is true.</value>
    public bool StoreInputs { get; init; } = true;

    /// <summary>Gets a value that indicates whether the answers of agents and the results of their tools are stored.</summary>
    /// <value>The default is true.</value>
    public bool StoreOutputs { get; init; } = true;

    /// <summary>Gets a value that indicates whether messages that context providers added are stored.</summary>
    /// <value>The default is false.</value>
    public bool StoreContextMessages { get; init; }

    /// <summary>Loads the history of a session.</summary>
    /// <param name="run">The run that begins.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    protected abstract ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken);

    /// <summary>Stores messages of a run that has ended: context, input, output, in that order. A turn that waits for a person is stored as a whole when it has ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="messages">The messages; at least one.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    protected abstract ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken);

    /// <inheritdoc />
    public sealed override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (LoadMessages && !request.ServiceKeepsConversation)
            request.AddHistory(await LoadAsync(request.Run, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public sealed override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.IsWaiting)
            return;

        var added = run.Added.Where(added => added is { IsHistory: false, Message: not null }).Select(added => added.Message!);
        List<ChatMessage> messages = [.. StoreContextMessages ? added : [], .. StoreInputs ? run.Input : [], .. StoreOutputs ? run.Output : []];
        if (messages.Count > 0)
            await StoreAsync(run.Run, messages, cancellationToken).ConfigureAwait(false);
    }
}
