using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Cuts a model's answer in the middle. An answer that is not streamed is lost as a whole.</summary>
internal sealed class StreamCutInjection(int afterUpdates, bool silently, FaultTiming timing, string? turn) : FaultInjection(timing, turn)
{
    public override string Description => $"cut of the answer after {afterUpdates} updates{(silently ? ", without an error" : "")}";

    public override IChatClient WrapClient(IChatClient client, string name) => new Client(client, this);

    private static IOException Cut(InjectedFault fault) => Mark(new IOException($"The response ended too early. {fault.Description}"));

    private sealed class Client(IChatClient client, StreamCutInjection fault) : DelegatingChatClient(client)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var cut = fault.CountCall();
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            return cut is null ? response : throw Cut(cut);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var cut = fault.CountCall();
            var updates = 0;
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            {
                if (cut is not null && updates++ == fault.After)
                {
                    if (fault.IsSilent)
                        yield break;
                    throw Cut(cut);
                }

                yield return update;
            }

            if (cut is not null && !fault.IsSilent && updates <= fault.After)
                throw Cut(cut);
        }
    }

    private bool IsSilent => silently;

    private int After => afterUpdates;
}
