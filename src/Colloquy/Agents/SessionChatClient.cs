using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Adds the history of a session to an <see cref="IChatClient"/>, so that callers send only new messages.</summary>
/// <remarks>
/// The client records the messages that it is sent, sends them after the history, and records the response. It passes system
/// messages on without recording them. The caller runs the tools: a response with tool calls leaves the turn open, and the
/// next request, with their results, continues it. Responses have a conversation id, which makes function-calling wrappers
/// send only new messages. A caller can also keep a list of its own and send all of it each time: without that id in the
/// options, messages that the branch ends with are recognised by their content and not recorded again. A list that contains
/// answers of a model and does not continue the branch is refused with an <see cref="InvalidOperationException"/>.
/// </remarks>
/// <param name="inner">The model's client; disposed with this one.</param>
/// <param name="session">The session.</param>
/// <param name="name">The name of the agent that the log records for the answers.</param>
public sealed class SessionChatClient(IChatClient inner, Session session, string name = "assistant") : DelegatingChatClient(inner)
{
    private readonly Session _session = NoSession.Require(session);
    private readonly string _name = string.IsNullOrEmpty(name) ? throw new ArgumentException("The answers need a name to stand under.", nameof(name)) : name;

    /// <summary>Gets the strategies that decide what the model sees of the session.</summary>
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

    /// <summary>Gets what happens to calls of an agent that wait for a person on the session when there is new input.</summary>
    /// <value>The default is <see cref="WhenWaiting.Keep"/>.</value>
    public WhenWaiting WhenWaiting { get; init; }

    /// <summary>Gets the usage limits of the session and its user, checked before each call.</summary>
    /// <value>The default is no limit.</value>
    public IReadOnlyList<UsageLimit> UsageLimits { get; init; } = [];

    /// <summary>Gets the time for which a cancelled call waits for a model that does not stop, from zero to 1 hour. Then its turn ends, and later output of the model is lost.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Grace
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Grace));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(1), nameof(Grace));
            field = value;
        }
    } = Patience.DefaultGrace;

    /// <summary>Gets the maximum number of characters of an answer, from 1: texts, thoughts and the arguments of calls together. Reading stops there, the turn fails with <see cref="SizeLimitException"/>, and the log keeps the part that arrived as partial.</summary>
    /// <value>The default is 2,000,000.</value>
    public int AnswerCharacters
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(AnswerCharacters));
            field = value;
        }
    } = RunLimits.DefaultAnswerCharacters;

    /// <summary>Gets the maximum number of characters of a tool's result that is sent, from 1. The model and the log receive the beginning of a longer one, and a sentence that says so.</summary>
    /// <value>The default is 500,000.</value>
    public int ResultCharacters
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ResultCharacters));
            field = value;
        }
    } = RunLimits.DefaultResultCharacters;

    /// <summary>Gets the prices by which calls are recorded.</summary>
    /// <value>The default is <see cref="PriceTable.Default"/>.</value>
    public PriceTable Prices { get; init; } = PriceTable.Default;

    /// <summary>The service whose conversation continues; null when the window hides part of the session from the model.</summary>
    private string? Service => ServiceConversationTracker.NameOf(InnerClient, Window);

    private CallPricing Pricing => field ??= new CallPricing(Prices);

    /// <inheritdoc />
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="TurnLimitException">A usage limit of the session or its user is reached.</exception>
    /// <exception cref="SizeLimitException">The answer is longer than <see cref="AnswerCharacters"/>.</exception>
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        ExchangeAsync(InputMessages.ToList(messages), options, onUpdate: null, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="TurnLimitException">A usage limit of the session or its user is reached.</exception>
    /// <exception cref="SizeLimitException">The answer is longer than <see cref="AnswerCharacters"/>.</exception>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = InputMessages.ToList(messages);
        return RunStream.ReadAsync<ChatResponseUpdate>(
            (write, stop) => ExchangeAsync(input, options, update => write(Mark(((ModelUpdate)update).Update)), stop),
            cancellationToken);
    }

    private async Task<ChatResponse> ExchangeAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, Action<AgentUpdate>? onUpdate, CancellationToken cancellationToken)
    {
        try
        {
            return await ExchangeWithinAsync(messages, options, onUpdate, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException e)
        {
            if (await StoreException.IsDisposedAsync(_session.Log.Store, _session.Key).ConfigureAwait(false))
                throw StoreException.Disposed(_session.Key, e);
            throw;
        }
    }

    private async Task<ChatResponse> ExchangeWithinAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, Action<AgentUpdate>? onUpdate, CancellationToken cancellationToken)
    {
        var log = _session.Log;
        UsageGuard.EnsureFit(log.Key, UsageLimits);
        await using var lease = await RunLease.AcquireAsync(log, _name, BusyPolicy.Enqueue, new RunOptions().LeaseDuration, cancellationToken).ConfigureAwait(false);
        lease.Enter();
        using var opening = await TurnOpening.CreateAsync(log, lease, new TransactionSettings(Durability.Step, ResultCharacters), cancellationToken).ConfigureAwait(false);
        using var cancellation = new RunCancellation(lease, limit: null, log.Time, cancellationToken);
        var (begun, window) = await BeginAsync(opening, messages, options, cancellationToken).ConfigureAwait(false);
        await using var transaction = begun;
        ModelStep? step = null;
        try
        {
            step = await CallAsync(transaction, window, messages, options, onUpdate, cancellation.Token).ConfigureAwait(false);
            await transaction.RecordAsync(step, requests: null, window, commits: false).ConfigureAwait(false);
            return await EndAsync(transaction, step).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var end = e is TurnLimitException ? new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Usage } : cancellation.Explain(e, step is { IsClientFailure: true }, includeDetailedErrors: false);
            await transaction.EndAsync(end).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the history and records what is new of the input: as a new turn, or as what the open turn waits for.</summary>
    private async ValueTask<(TurnTransaction Transaction, Window Window)> BeginAsync(TurnOpening opening, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var log = _session.Log;
        var conversations = await opening.ReadConversationsAsync(cancellationToken).ConfigureAwait(false);
        var joined = await ServiceConversationTracker.JoinAsync(conversations, log, opening.Head, Service, WithoutMark(options)?.ConversationId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ChatMessage> sent = [.. messages.Where(message => message.Role != ChatRole.System)];

        // A conversation's id says that only new messages were sent.
        var input = options?.ConversationId is null
            ? await SentHistory.FindNewAsync(log, await opening.ReadBackAsync(_name, cancellationToken).ConfigureAwait(false), sent, cancellationToken).ConfigureAwait(false)
            : sent;
        if (await FindOpenAsync(opening, input, isSentAgain: input.Count == 0 && sent.Count > 0, cancellationToken).ConfigureAwait(false) is { } open)
        {
            var resumed = opening.Continue(open.Turn, _name, open.State.Said);
            await resumed.BeginAsync(input, open.State.Window, isOutcome: false, cancellationToken).ConfigureAwait(false);
            return (resumed, open.State.Window);
        }

        var deferred = await opening.SettleAsync(WhenWaiting, cancellationToken).ConfigureAwait(false);
        var window = await opening.OpenWindowAsync(opening.Head, _name, cancellationToken).ConfigureAwait(false);
        var start = new NewTurn(_name) { Input = input, ParallelTools = true, Conversation = joined, Deferred = deferred };
        return (await opening.BeginAsync(start, window, cancellationToken).ConfigureAwait(false), window);
    }

    /// <summary>The open turn that an input continues, with results of its calls, or with nothing new when only the answer of the model is missing. Null for none.</summary>
    private async ValueTask<(Turn Turn, TurnState State)?> FindOpenAsync(TurnOpening opening, IReadOnlyList<ChatMessage> input, bool isSentAgain, CancellationToken cancellationToken)
    {
        if (!isSentAgain && (input.Count == 0 || input.Any(message => message.Role != ChatRole.Tool)))
            return null;
        if (await TurnReader.FindNewestAsync(_session.Log, opening.Head, cancellationToken).ConfigureAwait(false) is not { HasEnd: false } open)
            return null;

        var state = await TurnState.ReadAsync(_session.Log, open, _name, opening, cancellationToken).ConfigureAwait(false);
        return isSentAgain && (state.Open.Count > 0 || state.IsAnswered) ? null : (open, state);
    }

    private async ValueTask<ModelStep> CallAsync(TurnTransaction transaction, Window window, IReadOnlyList<ChatMessage> messages, ChatOptions? options, Action<AgentUpdate>? onUpdate, CancellationToken cancellationToken)
    {
        var log = _session.Log;
        var guard = new UsageGuard(log, UsageLimits, Prices);
        var patience = new Patience(Grace, log.Time, log.Logger, log.Key);
        var conversation = Service is null ? null : transaction.Conversations.Find(Service);
        List<ChatMessage> before = [.. messages.Where(message => message.Role == ChatRole.System)];
        var models = new TurnModelAsker(InnerClient, transaction, patience, Pricing, guard, window, new UsageDetails()) { AnswerCharacters = AnswerCharacters };
        var shown = await window.BuildAsync(Window, new CompactionRun(models, patience), before, conversation, cancellationToken).ConfigureAwait(false);
        if (await guard.RefusesAsync(transaction.Uncommitted, cancellationToken).ConfigureAwait(false))
            throw new TurnLimitException(_session.Key, guard.Refusal!, answer: null);

        var site = new ModelCallSite(_name, transaction.Number, transaction.TurnStart, transaction.Fence);
        var model = new ModelCaller(InnerClient, site, patience, Pricing, log, onUpdate) { Service = Service, AnswerCharacters = AnswerCharacters };
        return await model.CallAsync(shown, Prompt.Create(WithoutMark(options), null, null, []), window, conversation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the turn, or leaves it open for the results of calls.</summary>
    private async ValueTask<ChatResponse> EndAsync(TurnTransaction transaction, ModelStep step)
    {
        step.Failure?.Throw();
        if (step.LostConversation)
            throw ServiceConversationException.IdMissing(_session.Key, step.SentTo!, transaction.Last);

        var response = step.Response!;
        if (TurnState.FindOpen(response.Messages).Count > 0)
            await transaction.LeaveAsync().ConfigureAwait(false);
        else
            await transaction.EndAsync(new TurnEndBody { Status = TurnStatus.Completed }).ConfigureAwait(false);

        response.ConversationId = _session.Key.Id;
        return response;
    }

    private ChatOptions? WithoutMark(ChatOptions? options)
    {
        if (options is null || options.ConversationId != _session.Key.Id)
            return options;

        var own = options.Clone();
        own.ConversationId = null;
        return own;
    }

    /// <summary>The update under the session's id; the service's own is kept in the log.</summary>
    private ChatResponseUpdate Mark(ChatResponseUpdate update)
    {
        var marked = update.Clone();
        marked.ConversationId = _session.Key.Id;
        return marked;
    }
}
