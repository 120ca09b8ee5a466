using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Delays each part of a model's answer; an answer that is not streamed is one part.</summary>
internal sealed class SlowTokenInjection(TimeSpan delay, FaultTiming timing, string? turn) : FaultInjection(timing, turn)
{
    public override string Description => $"delay of {delay} per part of an answer";

    public override IChatClient WrapClient(IChatClient client, string name) => new Client(client, this);

    private Task DelayAsync(CancellationToken cancellationToken) => Task.Delay(delay, TimeProvider, cancellationToken);

    private sealed class Client(IChatClient client, SlowTokenInjection fault) : DelegatingChatClient(client)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (fault.CountCall() is not null)
                await fault.DelayAsync(cancellationToken).ConfigureAwait(false);
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var isSlow = fault.CountCall() is not null;
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            {
                if (isSlow)
                    await fault.DelayAsync(cancellationToken).ConfigureAwait(false);
                yield return update;
            }
        }
    }
}
