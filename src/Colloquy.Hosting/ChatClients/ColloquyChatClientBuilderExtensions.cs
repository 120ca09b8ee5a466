using Colloquy;
using Colloquy.Hosting;

namespace Microsoft.Extensions.AI;

/// <summary>Adds sessions to the pipeline of a chat client.</summary>
public static class ColloquyChatClientBuilderExtensions
{
    /// <summary>Adds the history of a session: a <see cref="SessionChatClient"/> around the clients that the builder adds later.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="session">The session.</param>
    /// <param name="create">Creates the client with other settings, from the inner client and the session; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static ChatClientBuilder UseColloquySession(this ChatClientBuilder builder, Session session, Func<IChatClient, Session, SessionChatClient>? create = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(session);

        return builder.Use(inner => create is null ? new SessionChatClient(inner, session) : create(inner, session));
    }

    /// <summary>Adds the history of a session that is found for each call, for a client that many sessions share, such as a singleton of the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="find">Finds or opens the session of a call, from the options of the call and the services with which the client was built.</param>
    /// <param name="create">Creates the client with other settings, from the inner client and the session; null for the defaults. It is called for each call.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// The options contain the <see cref="ChatOptions.ConversationId"/> of the caller. If it is the session's id, all messages of the call are new. For a singleton, the services are those of the root: use
    /// <c>IHttpContextAccessor</c> to learn the user of a request.
    /// </remarks>
    public static ChatClientBuilder UseColloquySession(
        this ChatClientBuilder builder,
        Func<ChatOptions?, IServiceProvider, CancellationToken, ValueTask<Session>> find,
        Func<IChatClient, Session, SessionChatClient>? create = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(find);

        return builder.Use((inner, services) => new FoundSessionChatClient(inner, services, find, create));
    }

    /// <summary>Marks the calls that reach the model. Call it inside a cache: an answer that comes without the model is then recorded as one of the cache, and used and cost nothing.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ChatClientBuilder UseCallMarker(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use(inner => new CallMarkingChatClient(inner));
    }
}
