using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Represents an agent of Agent Framework whose runs are turns on sessions of a store.</summary>
/// <remarks>
/// A run holds the session's lease from its beginning to its end, so runs on one session follow one another, also between processes. Each step is committed before
/// the next begins. A run with <see cref="ToolApprovalResponseContent"/> answers the waiting calls and continues their turn. A run without messages resumes a turn that
/// waits or whose process ended; without such a turn, the model continues the conversation. A run without a session runs on a new session of the store.
/// </remarks>
public sealed class ColloquyAIAgent : AIAgent
{
    private readonly Func<SessionKey> _newKey;
    private readonly FrameworkSettings _settings;

    internal ColloquyAIAgent(Agent agent, ISessionStore store, Func<SessionKey>? newKey, FrameworkSettings settings)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(store);
        (Agent, Store, _settings) = (agent, store, settings);
        _newKey = newKey ?? (static () => new SessionKey(SessionId.New()));
    }

    /// <summary>Gets the agent that runs the turns. What belongs to a run is not part of it: tools, context providers and <see cref="ColloquyAgentOptions.Run"/> of an agent over a chat client.</summary>
    public Agent Agent { get; }

    /// <summary>Gets the store of the sessions.</summary>
    public ISessionStore Store { get; }

    /// <inheritdoc />
    public override string? Name => Agent.Name;

    /// <inheritdoc />
    public override string? Description => _settings.Options?.Description;

    /// <summary>Gets the agent's id: that of the options, or the name, which stays the same after a restart.</summary>
    protected override string? IdCore => _settings.Options?.Id ?? Agent.Name;

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        base.GetService(serviceType, serviceKey)
        ?? (serviceKey is not null ? Agent.Client.GetService(serviceType, serviceKey)
            : serviceType == typeof(Agent) ? Agent
            : serviceType == typeof(ISessionStore) ? Store
            : serviceType == typeof(AIAgentMetadata) ? new AIAgentMetadata(Agent.Client.GetService<ChatClientMetadata>()?.ProviderName)
            : serviceType == typeof(FunctionInvokingChatClient) ? _settings.Loop
            : _settings.Find(serviceType) ?? Agent.Client.GetService(serviceType));

    /// <summary>Opens a session by its key, and creates it when it does not exist.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ColloquyAgentSession> OpenSessionAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await OpenSessionAsync(await Store.OpenAsync(key, _settings.Session, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Creates a session of Agent Framework for a session of the store, for example for a handle on a branch.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "An overload of a method that needs the agent's store.")]
    public async Task<ColloquyAgentSession> OpenSessionAsync(Session session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new ColloquyAgentSession(session, await StoredStateBag.ReadAsync(session.State, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Resumes a turn that waited for approvals which are answered now, or whose process ended. Finished tools do not run again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of the run; null for none.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <returns>The response, with the calls that still wait; null when there is no turn to resume.</returns>
    /// <exception cref="ArgumentException">The session was created by another kind of agent.</exception>
    public async Task<AgentResponse?> ResumeAsync(AgentSession session, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var own = Require(session);
        CurrentRunContext = new AgentRunContext(this, own, [], options);
        var turn = new FrameworkTurn(this, own, _settings, resumesOnly: true);
        var response = await turn.Around(options).GetResponseAsync([], CreateOptions(options), cancellationToken).ConfigureAwait(false);
        return turn.FoundNothing ? null : ToResponse(response);
    }

    /// <inheritdoc />
    protected override async ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) =>
        await OpenSessionAsync(_newKey(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ValueTask.FromResult(SerializedSession.Write(Require(session)));
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The JSON is not a session that such an agent serialized.</exception>
    /// <exception cref="SessionNotFoundException">The session is not in the store, for example since it was deleted.</exception>
    protected override async ValueTask<AgentSession> DeserializeSessionCoreAsync(JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default)
    {
        var serialized = SerializedSession.Read(serializedState);
        var session = await Store.FindAsync(serialized.Handle, serialized.Handle.Key.Owner, _settings.Session, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(serialized.Handle.Key);
        return new ColloquyAgentSession(session, await StoredStateBag.ReadAsync(session.State, cancellationToken).ConfigureAwait(false), serialized.Changes);
    }

    /// <inheritdoc />
    protected override async Task<AgentResponse> RunCoreAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> input = [.. messages];
        var own = await OpenAsync(session, cancellationToken).ConfigureAwait(false);
        CurrentRunContext = new AgentRunContext(this, own, input, options);
        var turn = new FrameworkTurn(this, own, _settings);
        return ToResponse(await turn.Around(options).GetResponseAsync(input, CreateOptions(options), cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> input = [.. messages];
        var own = await OpenAsync(session, cancellationToken).ConfigureAwait(false);
        CurrentRunContext = new AgentRunContext(this, own, input, options);
        var turn = new FrameworkTurn(this, own, _settings);
        await foreach (var update in turn.Around(options).GetStreamingResponseAsync(input, CreateOptions(options), cancellationToken).ConfigureAwait(false))
        {
            update.AuthorName ??= Name;
            yield return new AgentResponseUpdate(update) { AgentId = Id };
        }
    }

    private async ValueTask<ColloquyAgentSession> OpenAsync(AgentSession? session, CancellationToken cancellationToken) =>
        session is null ? await OpenSessionAsync(_newKey(), cancellationToken).ConfigureAwait(false) : Require(session);

    private ColloquyAgentSession Require(AgentSession session) => session as ColloquyAgentSession ?? throw new ArgumentException(
        $"The session is a {session.GetType().Name}, which agent '{Name}' cannot use. Create sessions with the agent's CreateSessionAsync or OpenSessionAsync, and restore them with DeserializeSessionAsync.",
        nameof(session));

    private AgentResponse ToResponse(ChatResponse response)
    {
        foreach (var message in response.Messages)
            message.AuthorName ??= Name;
        return new AgentResponse(response) { AgentId = Id };
    }

    /// <summary>The options of the model calls. The tools of the agent are in them, so that function middleware wraps them.</summary>
    private ChatOptions? CreateOptions(AgentRunOptions? options)
    {
        var chat = (options as ChatClientAgentRunOptions)?.ChatOptions?.Clone();
        if (options is { ContinuationToken: not null } or { AllowBackgroundResponses: true } || chat is { ContinuationToken: not null } or { AllowBackgroundResponses: true })
            throw new NotSupportedException("Background responses cannot be used with a Colloquy store: a turn is committed step by step, and ResumeAsync continues it in any process. Leave out AllowBackgroundResponses and ContinuationToken.");

        if (_settings.Tools.Count > 0)
            (chat ??= new ChatOptions()).Tools = [.. _settings.Tools, .. chat.Tools ?? []];
        if (options?.ResponseFormat is { } format)
            (chat ??= new ChatOptions()).ResponseFormat = format;
        foreach (var (name, value) in options?.AdditionalProperties ?? [])
            ((chat ??= new ChatOptions()).AdditionalProperties ??= [])[name] = value;
        return chat;
    }
}
