namespace Colloquy.Testing;

/// <summary>Observes or changes what happens in a conversation: a cassette records and replays its calls, and a planted fault spoils them.</summary>
/// <remarks>A conversation calls an extension from one task at a time, but for the clients and hosts that it wraps, whose calls can be concurrent.</remarks>
public abstract class ConversationExtension : IAsyncDisposable
{
    /// <summary>Returns a client that is called in place of the given one.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name of the model within the conversation.</param>
    public virtual IChatClient WrapClient(IChatClient client, string name) => client;

    /// <summary>Returns a client that is called in place of a model that is not the agent's, such as that of a judge or a simulated user. What spoils an agent leaves these alone; a cassette records them.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name by which <see cref="ConversationBuilder.AddModel(string, Func{IChatClient})"/> added it.</param>
    public virtual IChatClient WrapOtherClient(IChatClient client, string name) => client;

    /// <summary>Whether this stands between the agent and all other extensions, such as a cassette, whatever was added first.</summary>
    internal virtual bool WrapsLast => false;

    /// <summary>Adds what the conversation still needs after it was configured. Called for extensions that were given to the conversation before.</summary>
    internal virtual void OnConfigured(ConversationBuilder conversation)
    {
    }

    /// <summary>Whether this is a fault that is planted to try the tests, so that what happens is not to be recorded.</summary>
    internal virtual bool IsPlantedFault => false;

    /// <summary>Returns a client that the agent is given in place of the observed one: what it changes in a request is observed.</summary>
    internal virtual IChatClient WrapObservedClient(IChatClient client, string name) => client;

    /// <summary>Returns a tool that the agent is given in place of the observed one: the conversation does not know how it differs.</summary>
    internal virtual AIFunction WrapObservedTool(AIFunction tool) => tool;

    /// <summary>Returns a tool host that is used in place of the given one, before it has started.</summary>
    /// <param name="host">The host.</param>
    public virtual ToolHost WrapToolHost(ToolHost host) => host;

    /// <summary>Returns a store that is used in place of the given one.</summary>
    /// <param name="store">The store.</param>
    public virtual ISessionStore WrapStore(ISessionStore store) => store;

    /// <summary>Receives the news that a turn begins.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnNumber">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public virtual ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken) => default;

    /// <summary>Receives a turn that has ended, before its checks, also when it has no answer. A turn without an answer that is resumed later is received again, under the same number.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turn">The turn.</param>
    public virtual ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn) => default;

    /// <summary>Looks at the tool hosts, which have started, before the first turn.</summary>
    internal virtual void OnHostsStarted(Conversation conversation)
    {
    }

    /// <summary>Adds what is still to be recorded of a conversation that ends, before any extension hears of its end.</summary>
    internal virtual void OnEnding(Conversation conversation)
    {
    }

    /// <summary>Receives the news that the conversation ends, before its agent and its tool hosts are disposed.</summary>
    /// <param name="conversation">The conversation.</param>
    public virtual ValueTask OnEndedAsync(Conversation conversation) => default;

    /// <summary>Returns an extension for a fork of the conversation; null when the fork has none. Called for extensions that were given to the conversation before it was configured.</summary>
    public virtual ConversationExtension? Fork() => null;

    /// <summary>Hears how the conversation was judged as a trial, after it has ended.</summary>
    internal virtual void OnTrialEnded(TrialEnd end)
    {
    }

    /// <summary>Releases what the extension uses, after the conversation has ended.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
