namespace Colloquy.Testing;

/// <summary>Configures a conversation: the agent to test, the tool hosts and the store that it uses, and limits.</summary>
public sealed class ConversationBuilder
{
    private readonly List<ToolHost> _hosts = [];
    private readonly List<ConversationExtension> _extensions = [];
    private bool _hasDefaults;
    private readonly Dictionary<string, Func<IChatClient>> _models = new(StringComparer.Ordinal);

    /// <summary>Initializes a builder. <see cref="Conversation.StartAsync(string, Action{ConversationBuilder}, CancellationToken)"/> creates one for you.</summary>
    /// <param name="name">The name of the conversation, unique within a test project.</param>
    /// <param name="variant">The name of the variant, such as a model's; null for a conversation without variants.</param>
    public ConversationBuilder(string name, string? variant = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Variant) = (name, variant);
    }

    /// <summary>Gets the name of the conversation.</summary>
    public string Name { get; }

    /// <summary>Gets the name of the variant, such as a model's; null for a conversation without variants.</summary>
    public string? Variant { get; }

    internal string FullName => Variant is null ? Name : $"{Name}[{Variant}]";

    /// <summary>Gets the conversation of which this is to be a fork; null for none.</summary>
    public Conversation? Parent { get; internal init; }

    /// <summary>Gets the number of the trial, from 1. A conversation that is tried several times has a recording for each trial.</summary>
    /// <value>The default is 1.</value>
    public int Trial { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The first trial is trial 1."); } = 1;

    /// <summary>Gets or sets the most time that a turn may take. A turn that takes longer has no answer.</summary>
    /// <value>The default is two minutes. At least one millisecond, or <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    public TimeSpan TurnTimeout
    {
        get;
        set => field = value == Timeout.InfiniteTimeSpan || value >= TimeSpan.FromMilliseconds(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A turn has at least one millisecond.");
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets a value that indicates whether answers are streamed, which also measures the time to the first token.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Streams { get; set; }

    /// <summary>Gets or sets the prices by which the cost of model calls is computed.</summary>
    /// <value>The default is <see cref="PriceTable.Default"/>.</value>
    public PriceTable Prices { get; set; } = PriceTable.Default;

    /// <summary>Gets or sets the clock that measures turns.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets a value that indicates whether a turn goes on by itself when its process is lost (<see cref="Conversation.LoseProcessAsync"/>): the agent is created again on the same store, and resumes the turn. When it stored nothing of the turn, the messages are sent again.</summary>
    /// <value>The default is <see langword="false"/>: the turn has no answer, and <see cref="Conversation.ResumeAsync"/> goes on with it.</value>
    public bool ResumesLostTurns { get; set; }

    /// <summary>Gets the tool hosts, in the order in which they were added.</summary>
    public IReadOnlyList<ToolHost> ToolHosts => _hosts;

    /// <summary>Gets what wraps models, tool hosts and the store of this conversation, outermost last.</summary>
    public IReadOnlyList<ConversationExtension> Extensions => _extensions;

    internal IReadOnlyDictionary<string, Func<IChatClient>> Models => _models;

    /// <summary>The extensions in the order in which they wrap.</summary>
    internal IReadOnlyList<ConversationExtension> ExtensionsInOrder => [.. _extensions.OrderBy(extension => extension.WrapsLast)];

    internal Func<CancellationToken, ValueTask<ISessionStore>>? OpenStore { get; private set; }

    internal Func<ConversationParts, ConversationTarget>? CreateTarget { get; private set; }

    /// <summary>Adds a host of tools. It starts with the conversation, keeps its state from turn to turn, and is disposed with the conversation.</summary>
    /// <param name="host">The host, which no other conversation uses.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A host of this name was added before.</exception>
    public ConversationBuilder AddToolHost(ToolHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_hosts.Exists(other => other.Name == host.Name))
            throw new ArgumentException($"The conversation '{Name}' has a tool host '{host.Name}' already. Give each host a name of its own.", nameof(host));

        _hosts.Add(host);
        return this;
    }

    /// <summary>Adds what observes or changes the calls of the conversation, such as a cassette or a planted fault.</summary>
    /// <param name="extension">The extension, which no other conversation uses.</param>
    /// <returns>This builder.</returns>
    public ConversationBuilder AddExtension(ConversationExtension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        _extensions.Add(extension);
        return this;
    }

    /// <summary>Adds a model that is not the agent's, such as that of a judge (<c>judge</c>) or of a simulated user (<c>user</c>). Its calls and their cost are counted apart from the agent's, and a cassette can record and replay them.</summary>
    /// <param name="name">The name of the model within the conversation.</param>
    /// <param name="create">Creates the client when it is first called. The conversation disposes it. A conversation that is replayed does not call it, and so needs no key.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A model of this name was added before.</exception>
    public ConversationBuilder AddModel(string name, Func<IChatClient> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        if (!_models.TryAdd(name, create))
            throw new ArgumentException($"The conversation '{Name}' has a model '{name}' already. Give each model a name of its own.", nameof(name));

        return this;
    }

    /// <summary>Adds a model that is not the agent's, such as that of a judge (<c>judge</c>) or of a simulated user (<c>user</c>).</summary>
    /// <param name="name">The name of the model within the conversation.</param>
    /// <param name="client">The client. The conversation does not dispose it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A model of this name was added before.</exception>
    public ConversationBuilder AddModel(string name, IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return AddModel(name, () => new SharedChatClient(client));
    }

    /// <summary>Adds the extensions that <see cref="ConversationDefaults"/> has for every conversation. A conversation does this when it starts; a second call does nothing.</summary>
    /// <returns>This builder.</returns>
    public ConversationBuilder AddDefaultExtensions()
    {
        if (!_hasDefaults)
            _extensions.AddRange(ConversationDefaults.CreateFor(this));
        _hasDefaults = true;
        return this;
    }

    /// <summary>Sets the store of the sessions. Without it, sessions are kept in memory, and outlive restarts of the agent.</summary>
    /// <param name="open">Opens the store: at the start, and again at each restart. The conversation disposes it.</param>
    /// <returns>This builder.</returns>
    public ConversationBuilder UseStore(Func<CancellationToken, ValueTask<ISessionStore>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        OpenStore = open;
        return this;
    }

    /// <summary>Sets the agent to test. Its session is in the store of the conversation.</summary>
    /// <param name="create">Creates the agent: at the start, and again at each restart. Take the model from <see cref="ConversationParts.Client(Func{IChatClient}, string)"/> and the tools from <see cref="ConversationParts.Tools"/>, so that their calls are observed.</param>
    /// <returns>This builder.</returns>
    public ConversationBuilder UseAgent(Func<ConversationParts, Agent> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return UseTarget(parts => new AgentTarget(create(parts), parts.Place));
    }

    /// <summary>Sets a chat client to test. The conversation sends it the history with each message.</summary>
    /// <param name="create">Creates the client: at the start, and again at each restart. A client that is to call tools invokes them by itself (<c>UseFunctionInvocation</c>).</param>
    /// <param name="options">The options of each call, such as instructions; the tools of the hosts are added to it. Null for none.</param>
    /// <returns>This builder.</returns>
    public ConversationBuilder UseChatClient(Func<ConversationParts, IChatClient> create, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return UseTarget(parts => new ChatClientTarget(create(parts), options, parts.Tools, parts.Place.Streams));
    }

    /// <summary>Sets what to test: anything that takes a message and returns an answer.</summary>
    /// <param name="create">Creates the target: at the start, and again at each restart. The conversation disposes it.</param>
    /// <returns>This builder.</returns>
    public ConversationBuilder UseTarget(Func<ConversationParts, ConversationTarget> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        CreateTarget = create;
        return this;
    }

    /// <summary>Sets what to test: a function that takes a message and returns an answer, such as a call of a bot over HTTP.</summary>
    /// <param name="answerAsync">Returns the answer to a message. What it calls keeps the history, by <see cref="ConversationParts.ConversationId"/>.</param>
    /// <returns>This builder.</returns>
    public ConversationBuilder UseTarget(Func<ConversationParts, string, CancellationToken, Task<string>> answerAsync)
    {
        ArgumentNullException.ThrowIfNull(answerAsync);
        return UseTarget(parts => new FunctionTarget((text, cancellationToken) => answerAsync(parts, text, cancellationToken)));
    }
}
