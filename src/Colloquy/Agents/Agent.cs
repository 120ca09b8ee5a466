using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a model with instructions and tools that runs turns on sessions.</summary>
/// <remarks>An agent is safe for many threads: it copies its settings when it is created, and all that it knows of a conversation is in the session. Only <see cref="Handoffs"/> is read when a run begins, so that agents can refer to each other.</remarks>
/// <param name="client">The model's client; the agent does not dispose it.</param>
public sealed partial class Agent(IChatClient client)
{
    /// <summary>Gets the model's client.</summary>
    public IChatClient Client { get; } = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>Gets the agent's name. Its entries in the log have this name.</summary>
    /// <value>The default is <c>agent</c>.</value>
    public string Name { get; init; } = "agent";

    /// <summary>Gets the instructions of the agent, which are never stored as a message.</summary>
    public string? Instructions { get; init; }

    /// <summary>Gets the function that computes the instructions for each run, in place of <see cref="Instructions"/>.</summary>
    public Func<RunContext, ValueTask<string?>>? InstructionsFactory { get; init; }

    /// <summary>Gets the tools that the model may call.</summary>
    public IReadOnlyList<AITool> Tools { get; init => field = Copy(value, nameof(Tools)); } = [];

    /// <summary>Gets the rules for tool calls that need a person's approval. They take precedence over what a tool declares; the first rule for a tool decides.</summary>
    /// <value>The default is none: a tool needs approval when it is an <c>ApprovalRequiredAIFunction</c>.</value>
    public IReadOnlyList<ApprovalRule> Approvals { get; init => field = Copy(value, nameof(Approvals)); } = [];

    /// <summary>Gets the time that a person has to answer a request for approval. After that time the call counts as refused: a later answer is refused, and the model receives the refusal when the turn continues (<see cref="ResumeAsync"/>, or new input).</summary>
    /// <value>Above zero, up to 3,650 days; null or <see cref="Timeout.InfiniteTimeSpan"/> for no end. The default is null; for an agent that is a tool, null takes the value of its caller.</value>
    public TimeSpan? ApprovalExpiry { get; init => field = ApprovalTime.Validate(value, nameof(ApprovalExpiry)); }

    /// <summary>Gets the providers that add messages, instructions and tools to each run, in this order.</summary>
    public IReadOnlyList<ContextProvider> ContextProviders { get; init => field = Copy(value, nameof(ContextProviders)); } = [];

    /// <summary>Gets the middleware around the agent's runs, model calls and tool calls, the first outermost.</summary>
    /// <remarks>A run is wrapped by the middleware of the agent that the application runs. Model calls and tool calls are wrapped by the middleware of the active agent. The model calls of window strategies are not wrapped.</remarks>
    public IReadOnlyList<AgentMiddleware> Middleware { get; init => field = Copy(value, nameof(Middleware)); } = [];

    /// <summary>Gets the agents that the model may hand the conversation over to, each by a tool of its own. An agent that was handed the conversation keeps it in later turns.</summary>
    public IReadOnlyList<Handoff> Handoffs { get; init; } = [];

    /// <summary>Gets a value that indicates whether the calls of one response run at the same time rather than one after the other. A resumed turn uses the value that it began with.</summary>
    /// <value>The default is false.</value>
    public bool ParallelTools { get; init; }

    /// <summary>Gets a value that indicates whether a tool mode that requires a call (<see cref="ChatToolMode.RequireAny"/>, <see cref="ChatToolMode.RequireSpecific"/>) is sent with every model call of a turn, which then ends only by a limit. When false, it is sent with the first call, and <see cref="ChatToolMode.Auto"/> with later ones.</summary>
    /// <value>The default is false.</value>
    public bool RequiresToolsEveryStep { get; init; }

    /// <summary>Gets a value that indicates whether the model and the log receive the messages of exceptions that tools and other code of the application throw. Such a message may contain connection strings, addresses, or data of other users.</summary>
    /// <value>The default is false: they receive the type of the exception only. They receive the message of a <see cref="ToolFailedException"/>, and errors in arguments, in either case.</value>
    /// <remarks>In either case <see cref="ToolCall.Exception"/> holds the exception of a tool, which is also logged as a warning; the run throws any other.</remarks>
    public bool IncludeDetailedErrors { get; init; }

    /// <summary>Gets a copy of the limits of a turn.</summary>
    public RunLimits Limits
    {
        get => OwnLimits.Copy();
        init => OwnLimits = (value ?? throw new ArgumentNullException(nameof(Limits))).Copy();
    }

    /// <summary>Gets the usage limits of sessions and users, checked before each model call.</summary>
    /// <value>The default is no limit.</value>
    public IReadOnlyList<UsageLimit> UsageLimits { get; init => field = Copy(value, nameof(UsageLimits)); } = [];

    /// <summary>Gets the prices by which model calls are recorded.</summary>
    /// <value>The default is <see cref="PriceTable.Default"/>.</value>
    public PriceTable Prices { get; init; } = PriceTable.Default;

    /// <summary>Gets a copy of the options for the model.</summary>
    public ChatOptions? ChatOptions
    {
        get => OwnChatOptions?.Clone();
        init => OwnChatOptions = value?.Clone();
    }

    /// <summary>Gets the strategies that decide what the model sees of a session.</summary>
    /// <value>The default is <see cref="WindowPipeline.Default"/>: the whole history up to 100,000 tokens; beyond that, the newest 50,000 tokens.</value>
    public WindowPipeline Window
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Window));
            field = value;
        }
    } = WindowPipeline.Default;

    /// <summary>Gets a value that specifies when the steps of a turn are committed.</summary>
    /// <value>The default is <see cref="Durability.Step"/>.</value>
    public Durability Durability { get; init; }

    /// <summary>Gets the services for tools.</summary>
    /// <remarks>
    /// When they have an <c>IServiceScopeFactory</c>, each run has a scope of its own. It is created when something first reads <see cref="RunContext.Services"/>, and disposed when the run has ended.
    /// Agents that are tools, and agents that are handed the turn, share the scope when they have the same services; an agent that is a tool and has none uses those of its caller. <see cref="RunOptions.Services"/> take precedence, and are used as they are.
    /// </remarks>
    public IServiceProvider? Services { get; init; }

    /// <summary>Gets a token that is cancelled when the process stops. A run then stops its step in progress, and leaves its turn without an end, for another process to resume.</summary>
    /// <value>The default is a token that is never cancelled.</value>
    /// <remarks>
    /// The run waits <see cref="RunLimits.Grace"/> for code that does not stop, commits what is complete (with <see cref="Durability.Turn"/> too), gives the lease back, and throws a <see cref="TurnInterruptedException"/> whose <see cref="TurnInterruptedException.IsResumable"/> is true.
    /// <see cref="ResumeAsync"/> treats a tool that was in progress as after a crash: it runs again only when it is idempotent. When the caller's token is cancelled too, this one decides.
    /// A run that begins later is refused with a <see cref="TurnInterruptedException"/>, and writes nothing.
    /// </remarks>
    public CancellationToken SuspendToken { get; init; }

    /// <summary>Observes the agent's runs; null for no observer.</summary>
    internal IRunObserver? Observer { get; init; }

    /// <summary>The limits, not to be changed.</summary>
    internal RunLimits OwnLimits { get; private init; } = new();

    /// <summary>The options for the model, not to be changed.</summary>
    internal ChatOptions? OwnChatOptions { get; private init; }

    /// <summary>Prices calls, and remembers which models it has warned of.</summary>
    internal CallPricing Pricing => field ??= new CallPricing(Prices);

    /// <summary>The declarations of the tools in the newest turn of any session, which the next turn uses again; null for none.</summary>
    internal ToolDeclarations? Declarations { get; set; }

    /// <summary>Runs a turn on a session with a text from the user.</summary>
    /// <param name="input">The text of the user.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <exception cref="ArgumentNullException">The session is null, for example since <c>FindAsync</c> found none. To store nothing, use the overload without a session.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session, and the run does not wait (<see cref="BusyPolicy.Reject"/>); or the call was made within a turn of the same session, for example by a tool, and would wait for itself (<see cref="SessionBusyException.IsReentrant"/>).</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="CallsWaitingException">Calls wait for a person, and <see cref="RunOptions.WhenWaiting"/> is <see cref="WhenWaiting.Reject"/>.</exception>
    /// <exception cref="SizeLimitException">The session has no room for the input or a step: see <see cref="SessionLimits"/>.</exception>
    /// <exception cref="SizeLimitException">The model's answer is longer than <see cref="RunLimits.AnswerCharacters"/>.</exception>
    /// <exception cref="TurnLimitException">A limit ended the turn, or a usage limit of the session or its user is reached.</exception>
    /// <exception cref="TurnInterruptedException">Another run interrupted the turn, or the process stops (<see cref="SuspendToken"/>).</exception>
    /// <exception cref="LeaseLostException">The process was stopped for so long that another run took the lease.</exception>
    public Task<AgentAnswer> RunAsync(string input, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).RunAsync([new ChatMessage(ChatRole.User, input)], cancellationToken);
    }

    /// <summary>Runs a turn on a session with messages.</summary>
    /// <param name="messages">The turn's input.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>
    /// The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>. An exception of the model's client ends the turn as failed and is thrown unchanged.
    /// Input that consists of <see cref="ToolApprovalResponseContent"/> only, created from <see cref="Approval.ToContent"/>, answers the waiting calls and resumes the turn that waits.
    /// </remarks>
    /// <exception cref="ApprovalNotFoundException">An answer in the input matches no waiting call; no answer of the input was recorded.</exception>
    /// <exception cref="ArgumentException">A result in the input is of a call that no turn waits for.</exception>
    /// <exception cref="SizeLimitException">Content of the input is larger than <see cref="OpenSessionOptions.MaxAttachmentBytes"/>.</exception>
    public Task<AgentAnswer> RunAsync(IEnumerable<ChatMessage> messages, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = InputMessages.ToList(messages);
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).RunAsync(input, cancellationToken);
    }

    /// <summary>Runs a turn on a session with a text from the user, and streams its updates.</summary>
    /// <param name="input">The text of the user.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>. To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(string input, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunStreamingAsync([new ChatMessage(ChatRole.User, input)], session, options, cancellationToken);
    }

    /// <summary>Runs a turn on a session with messages, and streams its updates.</summary>
    /// <param name="messages">The turn's input.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>. To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(IEnumerable<ChatMessage> messages, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = InputMessages.ToList(messages);
        NoSession.ThrowIfNull(session);
        var own = RunOptions.CopyOf(options);
        return RunStream.ReadAsync<AgentUpdate>(
            async (write, stop) => write(new AnswerUpdate(await new AgentRun(this, session, own, write).RunAsync(input, stop).ConfigureAwait(false))),
            cancellationToken);
    }

    /// <summary>Resumes a turn that waited for approvals which are answered now, or whose process died. Finished tools do not run again. A call without a result that may have run is repeated only when its tool is idempotent.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <returns>The result of the turn, which still waits while approvals are unanswered; null when the branch has no turn to resume.</returns>
    /// <remarks>
    /// Calls of an earlier turn that wait while the conversation goes on (<see cref="WhenWaiting.Keep"/>) run when all calls of that turn are answered. Their outcome is the input of a new
    /// turn (<see cref="Turn.OutcomeOf"/>), one for each turn that waited. Call the method until it returns null or an answer that waits.
    /// The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>. While the lease of a dead process is valid, <see cref="RunOptions.WhenBusy"/> decides whether it waits.
    /// </remarks>
    public Task<AgentAnswer?> ResumeAsync(Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).ResumeAsync(cancellationToken);
    }

    /// <summary>Resumes a turn that waited, or whose process died, and streams its updates; the stream is empty when the newest turn of the branch has ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> ResumeStreamingAsync(Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        NoSession.ThrowIfNull(session);
        var own = RunOptions.CopyOf(options);
        return RunStream.ReadAsync<AgentUpdate>(
            async (write, stop) =>
            {
                if (await new AgentRun(this, session, own, write).ResumeAsync(stop).ConfigureAwait(false) is { } answer)
                    write(new AnswerUpdate(answer));
            },
            cancellationToken);
    }

    private static IReadOnlyList<T> Copy<T>(IReadOnlyList<T> value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return [.. value];
    }
}
