using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Plants a fault in the model: it answers in another way than the model did. Recorded answers are spoilt, too.</summary>
internal sealed class ModelFault(Func<FaultyCall, CancellationToken, Task<ChatResponse>> answerAsync) : ConversationExtension
{
    internal override bool WrapsLast => true;

    public override IChatClient WrapClient(IChatClient client, string name) => new FaultyChatClient(client, answerAsync);

    public override ConversationExtension Fork() => new ModelFault(answerAsync);

    private sealed class FaultyChatClient(IChatClient client, Func<FaultyCall, CancellationToken, Task<ChatResponse>> answerAsync) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            answerAsync(new FaultyCall([.. messages], options, (sent, stop) => base.GetResponseAsync(sent, options, stop)), cancellationToken);

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var call = new FaultyCall([.. messages], options, (sent, stop) => base.GetStreamingResponseAsync(sent, options, stop).ToChatResponseAsync(stop));
            foreach (var update in (await answerAsync(call, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
                yield return update;
        }
    }
}
