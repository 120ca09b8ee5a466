using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Represents a tested conversation with an agent: turns that share a history, and tool hosts that keep their state.</summary>
/// <remarks>The turns of a conversation follow one another; a turn that begins while another runs throws. Conversations run in parallel with each other. A turn is kept before its checks run, so a turn whose checks fail stays in the history.</remarks>
public sealed partial class Conversation : IAsyncDisposable
{
    private readonly ConversationBuilder _builder;
    private readonly Action<ConversationBuilder> _configure;
    private readonly IReadOnlyList<ConversationExtension> _given;
    private readonly ObservationSink _sink = new();
    private readonly TurnMark _mark = new();
    private readonly List<RunningToolHost> _hosts = [];
    private readonly List<TurnResult> _turns = [];
    private readonly List<CheckResult> _checks = [];
    private IReadOnlyList<ChatMessage> _messages = [];
    private ISessionStore? _store;
    private ConversationTarget? _target;
    private ProcessFence _fence = new();
    private bool _ownsStore = true;
    private (IReadOnlyList<ObservedModelCall> Models, IReadOnlyList<HostCall> Tools) _lost = ([], []);
    private int _running;
    private bool _disposed;

    private Conversation(ConversationBuilder builder, Action<ConversationBuilder> configure, IReadOnlyList<ConversationExtension> given)
    {
        (_builder, _configure, _given) = (builder, configure, given);
        ConversationId = SessionId.New(builder.TimeProvider);
    }

    /// <summary>Gets the name of the conversation.</summary>
    public string Name => _builder.Name;

    /// <summary>Gets the name of the variant, such as a model's; null for a conversation without variants.</summary>
    public string? Variant => _builder.Variant;

    /// <summary>Gets the name with the variant, such as <c>buy-boots[model-a]</c>.</summary>
    public string FullName => _builder.FullName;

    /// <summary>Gets an id that no other run of a conversation has.</summary>
    public string ConversationId { get; }

    /// <summary>Gets the number of the trial, from 1.</summary>
    public int Trial => _builder.Trial;

    /// <summary>Gets or sets a value that indicates whether the turns that run now are only there for later turns, as in a run that a filter narrows to one turn. A cassette replays such turns where it can, even when it records.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsPrelude { get; set; }

    /// <summary>Gets or sets a value that indicates whether turns of the conversation are left out, as in a run that a filter narrows, or after a turn that failed. A fault that was to be injected and never was is then no error.</summary>
    /// <value>The default is <see langword="false"/>. The glue for a test framework sets it before it disposes the conversation.</value>
    public bool IsPartial { get; set; }

    /// <summary>Gets or sets the name of the test that takes the turns which run now, such as the method of a class of turns. Reports know turns by it.</summary>
    /// <value>The default is <see langword="null"/>: a turn is known by its own name.</value>
    public string? Test { get; set; }

    /// <summary>Gets or sets the token that cancels turns, restarts, forks and talks to which no token is given. The glue for a test framework sets it to the token of the running test.</summary>
    /// <value>The default is <see cref="CancellationToken.None"/>.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Gets the turns so far, in order.</summary>
    public IReadOnlyList<TurnResult> Turns => [.. _turns];

    /// <summary>Gets the name of the turn that runs; null while none does. Extensions that change some turns only read it.</summary>
    public string? RunningTurn { get; private set; }

    /// <summary>Gets the messages so far: what was said, answers, tool calls and their results.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Gets the checks that were made of the whole conversation, in order.</summary>
    public IReadOnlyList<CheckResult> Checks => _checks;

    /// <summary>Gets the reason why the conversation says nothing about the agent; null for a valid one: see <see cref="Invalidate"/>.</summary>
    public InvalidReason? Invalid { get; private set; }

    /// <summary>Gets the session in which the agent keeps the conversation; null when the target keeps none.</summary>
    public Session? Session => _target?.Session;

    /// <summary>Gets the tool hosts, which are running.</summary>
    public IReadOnlyList<RunningToolHost> ToolHosts => _hosts;

    /// <summary>Gets what wraps models, tool hosts and the store of this conversation.</summary>
    public IReadOnlyList<ConversationExtension> Extensions => _builder.Extensions;

    /// <summary>Gets the conversation of which this is a fork; null for none.</summary>
    public Conversation? Parent { get; private init; }

    /// <summary>Starts a conversation: its tool hosts, its store and its agent.</summary>
    /// <param name="name">The name of the conversation, unique within a test project.</param>
    /// <param name="configure">Configures it. It is called again for each fork, so it creates new objects each time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The conversation. The caller disposes it.</returns>
    public static Task<Conversation> StartAsync(string name, Action<ConversationBuilder> configure, CancellationToken cancellationToken = default) =>
        StartAsync(new ConversationBuilder(name), configure, cancellationToken);

    /// <summary>Starts a conversation: its tool hosts, its store and its agent.</summary>
    /// <param name="name">The name of the conversation, unique within a test project.</param>
    /// <param name="setup">Configures it.</param>
    /// <param name="variant">The name of the variant, such as a model's; null for none.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The conversation. The caller disposes it.</returns>
    public static Task<Conversation> StartAsync(string name, IConversationSetup setup, string? variant = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return StartAsync(new ConversationBuilder(name, variant), setup.Configure, cancellationToken);
    }

    /// <summary>Starts a conversation with a builder that has extensions already.</summary>
    /// <param name="builder">The builder, which no other conversation uses.</param>
    /// <param name="configure">Configures it. It is called again for each fork.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The conversation. The caller disposes it.</returns>
    public static async Task<Conversation> StartAsync(ConversationBuilder builder, Action<ConversationBuilder> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        Conversation conversation;
        try
        {
            conversation = Configure(builder.AddDefaultExtensions(), configure, parent: null);
        }
        catch
        {
            // There is no conversation yet that would dispose them.
            foreach (var extension in builder.Extensions)
                await extension.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return await StartAsync(conversation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says something to the agent, and returns the turn.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="messages">The conversation to continue, such as <see cref="TurnResult.Messages"/> of an earlier turn; null for this one as it is.</param>
    /// <param name="name">The name of the turn; the name of the calling method unless you give one.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The turn, which is kept already.</returns>
    /// <exception cref="NoAnswerException">The agent threw, or took longer than <see cref="ConversationBuilder.TurnTimeout"/>.</exception>
    /// <exception cref="ToolHostException">A tool host has lost its state, during the turn or before it.</exception>
    /// <exception cref="InvalidOperationException">Another turn of this conversation runs.</exception>
    public Task<TurnResult> SayAsync(string text, IReadOnlyList<ChatMessage>? messages = null, [CallerMemberName] string name = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SayAsync([new ChatMessage(ChatRole.User, text)], messages, name, cancellationToken);
    }

    /// <summary>Sends the agent messages, such as a text with an image, and returns the turn.</summary>
    /// <param name="input">The messages; at least one.</param>
    /// <param name="messages">The conversation to continue, such as <see cref="TurnResult.Messages"/> of an earlier turn; null for this one as it is.</param>
    /// <param name="name">The name of the turn; the name of the calling method unless you give one.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The turn, which is kept already.</returns>
    /// <exception cref="NoAnswerException">The agent threw, or took longer than <see cref="ConversationBuilder.TurnTimeout"/>.</exception>
    /// <exception cref="ToolHostException">A tool host has lost its state, during the turn or before it.</exception>
    /// <exception cref="InvalidOperationException">Another turn of this conversation runs.</exception>
    public async Task<TurnResult> SayAsync(IReadOnlyList<ChatMessage> input, IReadOnlyList<ChatMessage>? messages = null, [CallerMemberName] string name = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfZero(input.Count);
        IReadOnlyList<ChatMessage> said = [.. input];
        return await TakeTurnAsync(
            name,
            said,
            async (target, stop) =>
            {
                if (messages is not null)
                {
                    _messages = [.. messages];
                    await target.ContinueFromAsync(new TargetHistory { Messages = _messages }, stop).ConfigureAwait(false);
                }

                return await target.SendAsync(new TargetRequest { Messages = said, History = _messages, TurnNumber = _turns.Count + 1 }, stop).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Approves the calls that the last turn waits for, and returns the turn that goes on.</summary>
    /// <param name="name">The name of the turn; the name of the calling method unless you give one.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <exception cref="InvalidOperationException">The last turn does not wait for an approval.</exception>
    public Task<TurnResult> ApproveAsync([CallerMemberName] string name = "", CancellationToken cancellationToken = default) => AnswerAsync(true, name, cancellationToken);

    /// <summary>Refuses the calls that the last turn waits for, and returns the turn that goes on.</summary>
    /// <param name="name">The name of the turn; the name of the calling method unless you give one.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <exception cref="InvalidOperationException">The last turn does not wait for an approval.</exception>
    public Task<TurnResult> RefuseAsync([CallerMemberName] string name = "", CancellationToken cancellationToken = default) => AnswerAsync(false, name, cancellationToken);

    /// <summary>Returns the messages of the conversation as the agent stores them; those of <see cref="Messages"/> when it stores none.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<ChatMessage>> ReadHistoryAsync(CancellationToken cancellationToken = default) =>
        await Target.ReadHistoryAsync(cancellationToken).ConfigureAwait(false) ?? _messages;

    /// <summary>Returns a tool host, to look at its state.</summary>
    /// <param name="name">The name of the host.</param>
    /// <exception cref="ArgumentException">The conversation has no such host.</exception>
    public RunningToolHost ToolHost(string name) => RunningToolHost.Find(_hosts, name, FullName);

    /// <summary>Adds the result of a check of the whole conversation to <see cref="Checks"/>, for the report. Custom checks call it.</summary>
    /// <param name="result">The result.</param>
    public void Record(CheckResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_checks)
            _checks.Add(result);
    }

    /// <summary>Declares that the conversation says nothing about the agent, for example since a simulated user spoilt it. A trial of it is invalid, whether its checks pass or fail.</summary>
    /// <param name="blame">What is to blame; not <see cref="Blame.Agent"/>, whose failures are those of checks.</param>
    /// <param name="reason">What happened, as a sentence.</param>
    /// <remarks>The first reason stays.</remarks>
    public void Invalidate(Blame blame, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (blame == Blame.Agent)
            throw new ArgumentException("What the agent does wrong makes a check fail, and the conversation stays valid.", nameof(blame));

        Invalid ??= new InvalidReason(blame, reason);
    }

    /// <summary>Ends the conversation, and disposes its agent, its store and its tool hosts.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;

        _disposed = true;
        List<Exception> failures = [];
        foreach (var extension in _builder.Extensions)
            extension.OnEnding(this);
        foreach (var extension in _builder.Extensions)
            await TryAsync(() => extension.OnEndedAsync(this)).ConfigureAwait(false);
        await TryAsync(CloseTargetAsync).ConfigureAwait(false);
        foreach (var host in _hosts)
            await TryAsync(host.StopAsync).ConfigureAwait(false);
        foreach (var model in _models.Values)
            await TryAsync(() => Release(model)).ConfigureAwait(false);
        foreach (var extension in _builder.Extensions)
            await TryAsync(extension.DisposeAsync).ConfigureAwait(false);
        if (failures.Count > 0)
            throw failures.Count == 1 ? failures[0] : new AggregateException($"The conversation '{FullName}' did not end cleanly.", failures);

        async ValueTask TryAsync(Func<ValueTask> action)
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }
    }

    private static Conversation Configure(ConversationBuilder builder, Action<ConversationBuilder> configure, Conversation? parent)
    {
        IReadOnlyList<ConversationExtension> given = [.. builder.Extensions];
        configure(builder);
        foreach (var extension in given)
            extension.OnConfigured(builder);
        return new Conversation(builder, configure, given) { Parent = parent };
    }

    /// <summary>The given token, or that of the conversation when none is given.</summary>
    internal CancellationToken TokenOr(CancellationToken given) => given.CanBeCanceled ? given : CancellationToken;

    private ConversationTarget Target => _target ?? throw new ObjectDisposedException(nameof(Conversation));
}
