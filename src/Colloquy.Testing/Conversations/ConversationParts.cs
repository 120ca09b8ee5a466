namespace Colloquy.Testing;

/// <summary>Provides what an agent under test is made of: observed models and tools, and the store of the conversation.</summary>
public sealed class ConversationParts
{
    private readonly ObservationSink _sink;
    private readonly ProcessFence _fence;
    private readonly IReadOnlyList<ConversationExtension> _extensions;

    internal ConversationParts(ConversationBuilder builder, ObservationSink sink, ProcessFence fence, TurnMark mark, string conversationId, ISessionStore store, IReadOnlyList<RunningToolHost> hosts)
    {
        (_sink, _fence, _extensions) = (sink, fence, builder.ExtensionsInOrder);
        (Name, Variant, Trial, ConversationId, Store, ToolHosts) = (builder.Name, builder.Variant, builder.Trial, conversationId, new FencedStore(store, fence), hosts);
        Place = new TargetPlace(Store, mark, conversationId, builder.Name, builder.Streams, builder.TimeProvider);
        Tools = [.. hosts.SelectMany(Fence)];
    }

    /// <summary>Gets the name of the conversation.</summary>
    public string Name { get; }

    /// <summary>Gets the name of the variant; null for a conversation without variants.</summary>
    public string? Variant { get; }

    /// <summary>Gets the number of the trial, from 1: see <see cref="ConversationBuilder.Trial"/>.</summary>
    public int Trial { get; }

    /// <summary>Gets an id that no other run of a conversation has. It stays the same over restarts.</summary>
    public string ConversationId { get; }

    /// <summary>Gets the store of the conversation. A restart opens it again.</summary>
    public ISessionStore Store { get; }

    /// <summary>Gets the tools of all hosts. The conversation observes their calls.</summary>
    public IReadOnlyList<AITool> Tools { get; }

    /// <summary>Gets the tool hosts of the conversation, which are running.</summary>
    public IReadOnlyList<RunningToolHost> ToolHosts { get; }

    internal TargetPlace Place { get; }

    /// <summary>Returns a client whose calls the conversation observes, and which a cassette can record and replay.</summary>
    /// <param name="create">Creates the client when it is first called. A conversation that is replayed does not call it, and so needs no key.</param>
    /// <param name="name">The name of the model within the conversation, when it has several.</param>
    public IChatClient Client(Func<IChatClient> create, string name = "model")
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var client = _extensions.Aggregate<ConversationExtension, IChatClient>(new LazyChatClient(create), (inner, extension) => extension.WrapClient(inner, name));
        client = _extensions.Aggregate<ConversationExtension, IChatClient>(new ObservedChatClient(client, name, _sink.BeginModelCall, Place.TimeProvider), (inner, extension) => extension.WrapObservedClient(inner, name));
        return new FencedClient(client, _fence);
    }

    /// <summary>Returns a client whose calls the conversation observes, and which a cassette can record and replay.</summary>
    /// <param name="client">The client. The conversation does not dispose it.</param>
    /// <param name="name">The name of the model within the conversation, when it has several.</param>
    public IChatClient Client(IChatClient client, string name = "model")
    {
        ArgumentNullException.ThrowIfNull(client);
        return Client(() => new SharedChatClient(client), name);
    }

    /// <summary>Returns the tools of one host.</summary>
    /// <param name="host">The name of the host.</param>
    /// <exception cref="ArgumentException">The conversation has no such host.</exception>
    public IReadOnlyList<AITool> ToolsOf(string host) => [.. Fence(RunningToolHost.Find(ToolHosts, host, Name))];

    private IEnumerable<AITool> Fence(RunningToolHost host) => host.ObservedTools.Select(tool => new FencedTool(_extensions.Aggregate<ConversationExtension, AIFunction>(tool, (inner, extension) => extension.WrapObservedTool(inner)), _fence));
}
