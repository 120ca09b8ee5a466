using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Provides tools and context providers with information about the run that calls them. The model never sees it.</summary>
/// <remarks>A tool from <c>AgentTool.Create</c> receives it in a parameter of this type; any other tool finds it by <see cref="From"/>.</remarks>
public sealed partial class RunContext
{
    /// <summary>Creates a context without an agent, to test a tool, a context provider, middleware or a rule.</summary>
    /// <param name="session">The session. Writes to its state are committed at once.</param>
    /// <param name="client">The model that context providers may ask; null for none. Its calls are not recorded.</param>
    public RunContext(Session session, IChatClient? client = null)
        : this(NotNull(session), new RunFence(session.Key), ScopeResolver.Create(session.Log, new TempStateStore(session.Log.StateOptions) { Logger = session.Log.Logger })) =>
        Models = client is null ? null : new DirectModelAsker(client);

    internal RunContext(Session session, RunFence fence, SessionState state) => (Session, Fence, State) = (session, fence, state);

    /// <summary>Gets the name of the agent that runs.</summary>
    /// <value>The default is <c>agent</c>.</value>
    public string AgentName { get; init; } = "agent";

    /// <summary>Gets the session of the run; a temporary session in memory when the agent runs without one.</summary>
    public Session Session { get; }

    /// <summary>Gets the session's state as the run sees it. Writes are committed with the step that made them; writes to the state of the user and the app at once.</summary>
    public SessionState State { get; }

    /// <summary>Gets the owner of the session.</summary>
    public SessionOwner Owner => Session.Key.Owner;

    /// <summary>Gets the user of the session; null when the session has no user.</summary>
    public string? User => Owner.User;

    /// <summary>Gets the number of the turn along its branch, from 1.</summary>
    /// <value>The default is 1.</value>
    public int TurnNumber { get; init; } = 1;

    /// <summary>Gets the last message of the user in this turn, as the source of memories; null when the turn has none.</summary>
    public MemorySource? Source { get; init; }

    /// <summary>Gets the key of the current tool call, which is unique in the session, and the same when a resumed turn makes the call again; null outside a tool.</summary>
    /// <remarks>Together with the session's key it is an idempotency key for services that accept one.</remarks>
    public string? CallKey { get; init; }

    /// <summary>Gets the values that the caller passed to the run, by name, such as <c>card</c>.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = NoValues;

    /// <summary>Gets the services from <c>RunOptions.Services</c>, or else a scope of <c>Agent.Services</c> that is created for the run and disposed when the run has ended; an empty provider when there are none.</summary>
    public IServiceProvider Services
    {
        get => field ??= Provider is { } provider && Scopes is { } scopes ? scopes.Open(provider) : NoServices.Instance;
        init;
    }

    /// <summary>Gets a token that is cancelled when the run is.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal static IReadOnlyDictionary<string, object?> NoValues { get; } = new Dictionary<string, object?>();

    /// <summary>Gets the object that the caller passed to the run (<c>RunOptions.Context</c>), which <see cref="Get{T}"/> returns; null for none.</summary>
    public object? Context { get; init; }

    /// <summary>The provider of which <see cref="Services"/> is a scope; null when the caller gave services, or there are none.</summary>
    internal IServiceProvider? Provider { get; init; }

    /// <summary>The scopes of the run; null where no agent runs.</summary>
    internal ServiceScopes? Scopes { get; init; }

    /// <summary>Is cancelled when the process stops, and the run is to be left for another process.</summary>
    internal CancellationToken SuspendToken { get; init; }

    /// <summary>How long a person has to answer a request of the run; null for ever.</summary>
    internal TimeSpan? ApprovalExpiry { get; init; }

    /// <summary>How long what is handed out here works.</summary>
    internal RunFence Fence { get; }

    /// <summary>Asks models beside the conversation; null where no model can be asked.</summary>
    internal IModelAsker? Models { get; init; }

    /// <summary>What <see cref="Scope.Temp"/> holds, for the agents that work for this run.</summary>
    internal TempStateStore? Temp { get; init; }

    /// <summary>How much deeper agents that are tools of agents may call one another.</summary>
    internal int DepthLeft { get; init; }

    /// <summary>Returns the object that the caller passed to the run.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="InvalidOperationException">There is no such object, or it is of another type.</exception>
    public T Get<T>()
        where T : notnull =>
        Context is T found ? found : throw new InvalidOperationException($"The run was given {Context?.GetType().ToString() ?? "no object"}, where {typeof(T)} is expected. Give it in RunOptions.Context.");

    /// <summary>Returns a value that the caller passed to the run under a name; the default of <typeparamref name="T"/> when there is none.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public T? GetValue<T>(string name) => Values.GetValueOrDefault(name) switch
    {
        null => default,
        T found => found,
        var other => throw new InvalidOperationException($"The run was given {other.GetType()} as '{name}', where {typeof(T)} is expected. Give it in RunOptions.Values."),
    };

    /// <summary>Returns a service of the caller; null when there is none of that type.</summary>
    /// <typeparam name="T">The service's type.</typeparam>
    public T? GetService<T>() => Services.GetService(typeof(T)) is T service ? service : default;

    /// <summary>Returns a service of the caller, and throws when there is none of that type.</summary>
    /// <typeparam name="T">The service's type.</typeparam>
    /// <exception cref="InvalidOperationException">The run has no services, or none of that type. The message names the properties that set services.</exception>
    public T GetRequiredService<T>()
        where T : notnull =>
        Services.GetService(typeof(T)) is T service ? service : throw NoServices.Missing(typeof(T), anyGiven: Services is not NoServices);

    /// <summary>Finds the run in the arguments of a call; null when no agent made the call.</summary>
    /// <param name="arguments">The arguments that the tool was called with.</param>
    public static RunContext? From(AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context?.TryGetValue(typeof(RunContext), out var run) == true ? run as RunContext : null;
    }

    /// <summary>Creates the arguments for a call of a tool by this run, in which the tool finds the run. Tests use it to call a tool without an agent: <c>tool.InvokeAsync(run.ToArguments(values))</c>.</summary>
    /// <param name="values">The arguments by name; null for none.</param>
    public AIFunctionArguments ToArguments(IEnumerable<KeyValuePair<string, object?>>? values = null) => new(values?.ToDictionary(StringComparer.Ordinal))
    {
        Services = Services,
        Context = new Dictionary<object, object?> { [typeof(RunContext)] = this },
    };

    /// <summary>Asks a model for a context provider; null when it gives no answer, which is logged.</summary>
    internal async ValueTask<string?> AskAsync(string purpose, string prompt, ChatOptions? options, IChatClient? client, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentException.ThrowIfNullOrEmpty(prompt);
        if ((Models ?? (client is null ? null : new DirectModelAsker(client))) is not { } models)
            return null;

        var reply = await models.AskAsync(new ModelQuestion(purpose, prompt, options?.Clone() ?? new ChatOptions()) { Client = client }, cancellationToken).ConfigureAwait(false);
        if (reply.Text is null && !reply.IsRefused)
            ContextLog.NotAnswered(Session.Log.Logger, reply.Failure, purpose, TurnNumber, Session.Key);
        return reply.Text;
    }

    private static Session NotNull(Session session) => session ?? throw new ArgumentNullException(nameof(session));

    /// <summary>The same run, as the tool of one call, or one provider, is told of it.</summary>
    /// <param name="key">What names the call; null for a provider.</param>
    internal RunContext For(string? key)
    {
        var fence = Fence.Within();
        return new(Session, fence, State.Through(area => new FencedStateStore(area, fence)))
        {
            AgentName = AgentName,
            Temp = Temp,
            TurnNumber = TurnNumber,
            Source = Source,
            Models = Models is { } models ? new FencedModelAsker(models, fence) : null,
            CallKey = key,
            Values = Values,
            Services = Provider is null ? Services : null!,
            Provider = Provider,
            Scopes = Scopes,
            SuspendToken = SuspendToken,
            ApprovalExpiry = ApprovalExpiry,
            CancellationToken = CancellationToken,
            Context = Context,
            DepthLeft = DepthLeft,
        };
    }
}
