using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents a run that is about to call the model, to a context provider.</summary>
/// <remarks>A request is valid for one provider and one run, until <see cref="ContextProvider.BeforeRunAsync"/> returns.</remarks>
public sealed class ContextRequest
{
    private readonly List<ContextAddition> _own = [];
    private readonly string _source;

    /// <summary>Creates a request. Runs create their own; a test of a provider passes one to <see cref="ContextProvider.BeforeRunAsync"/>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="input">The turn's input.</param>
    /// <param name="source">The name of the provider.</param>
    /// <param name="added">The additions of earlier providers; null for none.</param>
    public ContextRequest(RunContext run, IReadOnlyList<ChatMessage> input, string source = "provider", IReadOnlyList<ContextAddition>? added = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(source);
        (_source, Run, Input, Added) = (source, run, input, added ?? []);
        State = run.State.WithPrefix(source);
    }

    /// <summary>Gets the run.</summary>
    public RunContext Run { get; }

    /// <summary>Gets the turn's input.</summary>
    public IReadOnlyList<ChatMessage> Input { get; }

    /// <summary>Gets the provider's own part of the session's state.</summary>
    public SessionState State { get; }

    /// <summary>Gets the additions of the earlier providers, in order.</summary>
    public IReadOnlyList<ContextAddition> Added { get; }

    /// <summary>Gets a value that indicates whether the model's service stores the conversation, so that it is sent only new messages.</summary>
    public bool ServiceKeepsConversation { get; init; }

    /// <summary>Gets the additions of this provider so far, in order.</summary>
    public IReadOnlyList<ContextAddition> Additions => _own;

    /// <summary>Adds instructions after those of the agent.</summary>
    /// <param name="instructions">The text.</param>
    public void AddInstructions(string instructions)
    {
        ArgumentException.ThrowIfNullOrEmpty(instructions);
        _own.Add(new ContextAddition(_source) { Instructions = instructions });
    }

    /// <summary>Adds messages that the model is shown before the turn's input. They are not part of the conversation: a later turn does not see them.</summary>
    /// <param name="messages">The messages.</param>
    public void AddMessages(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Add(messages, isHistory: false);
    }

    /// <summary>Adds a text that the model is shown before the turn's input, as a message with the user's role. It is not part of the conversation.</summary>
    /// <param name="text">The text.</param>
    public void AddMessage(string text) => AddMessages([new ChatMessage(ChatRole.User, text)]);

    /// <summary>Adds tools for this run.</summary>
    /// <param name="tools">The tools.</param>
    public void AddTools(IEnumerable<AITool> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        _own.AddRange(tools.Select(tool => new ContextAddition(_source) { Tool = tool }));
    }

    /// <summary>Asks a model a question outside the conversation. The call is recorded, priced and limited like the calls of the turn.</summary>
    /// <param name="purpose">The purpose under which the call is recorded, such as <c>topic</c>.</param>
    /// <param name="prompt">The text that the model is sent.</param>
    /// <param name="options">The options of the call, instructions among them; null for none.</param>
    /// <param name="client">The model; null for the agent's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer; null when the model fails, which is logged, or when a usage limit is reached.</returns>
    public ValueTask<string?> AskAsync(string purpose, string prompt, ChatOptions? options = null, IChatClient? client = null, CancellationToken cancellationToken = default) =>
        Run.AskAsync(purpose, prompt, options, client, cancellationToken);

    /// <summary>Gives the run its history, in place of what the session's log holds.</summary>
    internal void AddHistory(IEnumerable<ChatMessage> messages)
    {
        _own.Add(new ContextAddition(_source) { IsHistory = true });
        Add(messages, isHistory: true);
    }

    private void Add(IEnumerable<ChatMessage> messages, bool isHistory) =>
        _own.AddRange(messages.Select(message => new ContextAddition(_source) { Message = message, IsHistory = isHistory }));
}
