using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Provides the history of an agent of Agent Framework from a store, and records the messages of each run that succeeds.</summary>
/// <remarks>
/// <para>The provider is for agents that cannot be replaced. <c>AsAIAgent</c> over the chat client keeps more: the provider is called before and after a run only, so it has these limits.</para>
/// <para>The messages of a run are one commit after its end: a crash, an error or a stream that is left early loses them, and tools run again. Runs on one session at the same time do not
/// see the messages of one another. Usage is not recorded. The model is shown the whole history; to shorten it, pass a filter. Approvals are not in <c>session.Approvals</c>. An undo
/// affects the messages, and not the state bag.</para>
/// <para>The state bag names the session of the store, so a serialized session finds it again.</para>
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="newKey">Creates the key of each new session; null for a key with a new id and without a user.</param>
/// <param name="provideOutputMessageFilter">Filters the history that the model is shown; null for the whole history.</param>
public sealed class ColloquyHistoryProvider(
    ISessionStore store,
    Func<SessionKey>? newKey = null,
    Func<IEnumerable<ChatMessage>, IEnumerable<ChatMessage>>? provideOutputMessageFilter = null) : ChatHistoryProvider(provideOutputMessageFilter)
{
    private readonly NamedSession _sessions = new(store ?? throw new ArgumentNullException(nameof(store)), newKey);

    /// <inheritdoc />
    public override IReadOnlyList<string> StateKeys { get; } = [NamedSession.StateKey];

    /// <summary>Opens the session of the store that belongs to a session of Agent Framework, and creates it before the first run.</summary>
    /// <param name="session">The session of Agent Framework.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">The session was deleted from the store.</exception>
    public async Task<Session> OpenSessionAsync(AgentSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await _sessions.OpenAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask<IEnumerable<ChatMessage>> ProvideChatHistoryAsync(InvokingContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var session = await _sessions.OpenAsync(context.Session, cancellationToken).ConfigureAwait(false);
        return (await session.GetItemsAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Where(item => !item.IsPartial).Select(item => item.Message);
    }

    /// <inheritdoc />
    protected override async ValueTask StoreChatHistoryAsync(InvokedContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var session = await _sessions.OpenAsync(context.Session, cancellationToken).ConfigureAwait(false);
        List<ChatMessage> messages = [.. context.RequestMessages, .. context.ResponseMessages ?? []];
        if (messages.Count > 0)
            await session.AddAsync(messages, cancellationToken).ConfigureAwait(false);
    }
}
