using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Fails calls of a model before they are made.</summary>
internal sealed class ModelErrorInjection(Func<InjectedFault, Exception> fail, string description, FaultTiming timing, string? turn) : FaultInjection(timing, turn)
{
    public override string Description => description;

    public override IChatClient WrapClient(IChatClient client, string name) => new Client(client, this);

    private void ThrowIfDue()
    {
        if (CountCall() is { } fault)
            throw Mark(fail(fault));
    }

    private sealed class Client(IChatClient client, ModelErrorInjection fault) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            fault.ThrowIfDue();
            return base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            fault.ThrowIfDue();
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
                yield return update;
        }
    }
}
