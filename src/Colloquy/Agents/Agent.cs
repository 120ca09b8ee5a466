using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A model with instructions and tools that runs turns on sessions.</summary>
/// <remarks>Safe for many threads: what it is given is copied when it is created, and what it knows of a conversation is in the session. <see cref="Handoffs"/> alone is read when a run begins, so that agents can refer to each other.</remarks>
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

    /// <summary>Gets the providers that add messages, instructions and tools to each run, in this order.</summary>
    public IReadOnlyList<ContextProvider> ContextProviders { get; init => field = Copy(value, nameof(ContextProviders)); } = [];

    /// <summary>Gets the middleware around the agent's runs, model calls and tool calls, the first outermost.</summary>
    /// <remarks>Around a run is the middleware of the agent that the application runs; around model and tool calls that of the agent which has the conversation. Models that windows ask are called without it.</remarks>
    public IReadOnlyList<AgentMiddleware> Middleware { get; init => field = Copy(value, nameof(Middleware)); } = [];

    /// <summary>Gets the agents that the model may hand the conversation over to, each by a tool of its own. An agent that was handed the conversation keeps it in later turns.</summary>
    public IReadOnlyList<Handoff> Handoffs { get; init; } = [];

    /// <summary>Gets a value that indicates whether the calls of one response run at the same time; else one after the other, in order. A resumed turn keeps to what it began with.</summary>
    /// <value>The default is false.</value>
    public bool ParallelTools { get; init; }

    /// <summary>Gets a value that indicates whether a tool mode that requires a call (<see cref="ChatToolMode.RequireAny"/>, <see cref="ChatToolMode.RequireSpecific"/>) is sent with every model call of a turn, which then ends by a limit; else with the first, and <see cref="ChatToolMode.Auto"/> with those after it.</summary>
    /// <value>The default is false.</value>
    public bool RequiresToolsEveryStep { get; init; }

    /// <summary>Gets whether the model and the log are told what exceptions say that tools, and other code of the application, throw. Such a message may hold connection strings, addresses, or data of others.</summary>
    /// <value>The default is false: they are told that the call failed, and the type of the exception. What a <see cref="ToolFailedException"/> says, and what is wrong with arguments, is told in either case.</value>
    /// <remarks>In either case the exception itself is in <see cref="ToolCall.Exception"/>, or is thrown by the run, and a tool's is logged as a warning.</remarks>
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
    /// <value>The default is <see cref="WindowPipeline.Default"/>: everything until 100,000 tokens, then the newest 50,000.</value>
    public WindowPipeline Window
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Window));
            field = value;
        }
    } = WindowPipeline.Default;

    /// <summary>Gets when the steps of a turn are committed.</summary>
    /// <value>The default is <see cref="Durability.Step"/>.</value>
    public Durability Durability { get; init; }

    /// <summary>Gets the services for tools.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>The limits, not to be changed.</summary>
    internal RunLimits OwnLimits { get; private init; } = new();

    /// <summary>The options for the model, not to be changed.</summary>
    internal ChatOptions? OwnChatOptions { get; private init; }

    /// <summary>Prices calls, and remembers which models it has warned of.</summary>
    internal CallPricing Pricing => field ??= new CallPricing(Prices);

    /// <summary>Runs a turn on a session with a text of the user's.</summary>
    /// <param name="input">What the user says.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <exception cref="ArgumentNullException">There is no session, such as when <c>FindAsync</c> found none. To keep nothing, use the overload without a session.</exception>
    /// <exception cref="SessionBusyException">A turn is running, and the run does not wait (<see cref="BusyPolicy.Reject"/>); or the call was made from within a turn of the same session, by a tool for example, and would wait for itself (<see cref="SessionBusyException.IsReentrant"/>).</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="CallsWaitingException">Calls wait for a person, and the run is not to go on beside them (<see cref="WhenWaiting.Reject"/>).</exception>
    /// <exception cref="SizeLimitException">The session has no room for the input or a step: see <see cref="SessionLimits"/>.</exception>
    /// <exception cref="SizeLimitException">The model's answer is longer than <see cref="RunLimits.AnswerCharacters"/>.</exception>
    /// <exception cref="TurnLimitException">A limit ended the turn, or the session or its user may spend no more.</exception>
    /// <exception cref="TurnInterruptedException">Another run interrupted the turn.</exception>
    /// <exception cref="LeaseLostException">The process was held up for so long that another run took over.</exception>
    public Task<AgentAnswer> RunAsync(string input, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).RunAsync([new ChatMessage(ChatRole.User, input)], cancellationToken);
    }

    /// <summary>Runs a turn on a session with messages.</summary>
    /// <param name="messages">The turn's input.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <remarks>
    /// Throws as the run of a text does. An exception of the model's client ends the turn as failed, and comes through as it is.
    /// Input of nothing but <see cref="ToolApprovalResponseContent"/>, made from <see cref="Approval.ToContent"/>, answers what waits, and goes on with the turn that waits.
    /// </remarks>
    /// <exception cref="ApprovalNotFoundException">An answer in the input fits nothing that waits; none was counted.</exception>
    /// <exception cref="ArgumentException">A result in the input is of a call that no turn waits for.</exception>
    /// <exception cref="SizeLimitException">Content of the input is larger than <see cref="OpenSessionOptions.MaxAttachmentBytes"/>.</exception>
    public Task<AgentAnswer> RunAsync(IEnumerable<ChatMessage> messages, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = InputMessages.ToList(messages);
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).RunAsync(input, cancellationToken);
    }

    /// <summary>Runs a turn on a session with a text of the user's, and streams what happens.</summary>
    /// <param name="input">What the user says.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <remarks>Throws as the run of a text does. Leaving the stream early cancels the turn; reading it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(string input, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunStreamingAsync([new ChatMessage(ChatRole.User, input)], session, options, cancellationToken);
    }

    /// <summary>Runs a turn on a session with messages, and streams what happens.</summary>
    /// <param name="messages">The turn's input.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <remarks>Throws as the run of a text does. Leaving the stream early cancels the turn; reading it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(IEnumerable<ChatMessage> messages, Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = InputMessages.ToList(messages);
        NoSession.ThrowIfNull(session);
        var own = RunOptions.CopyOf(options);
        return RunStream.ReadAsync<AgentUpdate>(
            async (write, stop) => write(new AnswerUpdate(await new AgentRun(this, session, own, write).RunAsync(input, stop).ConfigureAwait(false))),
            cancellationToken);
    }

    /// <summary>Goes on with a turn that waited for approvals which are answered now, or whose process died: finished tools do not run again; a call without a result that may have run runs again only when its tool is idempotent.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <returns>What came of the turn, which waits as before while approvals are unanswered; null when nothing is left to go on with on the branch.</returns>
    /// <remarks>
    /// Calls that the conversation has gone on behind (<see cref="WhenWaiting.Keep"/>) run once all of their turn are answered, and their outcome is the input of a new
    /// turn (<see cref="Turn.OutcomeOf"/>), one for each turn that waited: call until nothing, or an answer that waits, is returned.
    /// Throws as a run does. While the lease of the dead process lives, it waits as <see cref="RunOptions.WhenBusy"/> says.
    /// </remarks>
    public Task<AgentAnswer?> ResumeAsync(Session session, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).ResumeAsync(cancellationToken);
    }

    /// <summary>Goes on with a turn that waited, or whose process died, and streams what happens; nothing when the newest turn of the branch has ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <remarks>Leaving the stream early cancels the turn; reading it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
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
