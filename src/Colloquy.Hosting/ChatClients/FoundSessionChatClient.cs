using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Hosting;

/// <summary>Finds the session of each call, and makes the call through it.</summary>
internal sealed class FoundSessionChatClient(
    IChatClient inner,
    IServiceProvider services,
    Func<ChatOptions?, IServiceProvider, CancellationToken, ValueTask<Session>> find,
    Func<IChatClient, Session, SessionChatClient>? create) : DelegatingChatClient(inner)
{
    /// <inheritdoc />
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = await OpenAsync(options, cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = await OpenAsync(options, cancellationToken).ConfigureAwait(false);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            yield return update;
    }

    /// <summary>Opens the client of a call's session. It is not disposed of, since that would dispose of the inner client, which all calls share.</summary>
    private async ValueTask<SessionChatClient> OpenAsync(ChatOptions? options, CancellationToken cancellationToken)
    {
        var session = await find(options, services, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("UseColloquySession found no session for the call: its function returned null. Open one with ISessionStore.OpenAsync, or throw an exception that says why there is none.");
        return create is null ? new SessionChatClient(InnerClient, session) : create(InnerClient, session);
    }
}
