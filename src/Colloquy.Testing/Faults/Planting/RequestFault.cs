namespace Colloquy.Testing;

/// <summary>Plants a fault in what the agent sends to the model. The conversation observes the spoilt request.</summary>
internal sealed class RequestFault(Func<IReadOnlyList<ChatMessage>, bool, IEnumerable<ChatMessage>> change) : ConversationExtension
{
    private readonly HashSet<string> _names = [];

    /// <summary>Initializes a fault that is the same after a restart.</summary>
    public RequestFault(Func<IReadOnlyList<ChatMessage>, IEnumerable<ChatMessage>> change)
        : this((messages, _) => change(messages))
    {
    }

    internal override bool WrapsLast => true;

    internal override IChatClient WrapObservedClient(IChatClient client, string name) => new ChangingChatClient(client, change, isRestarted: !_names.Add(name));

    public override ConversationExtension Fork() => new RequestFault(change);

    private sealed class ChangingChatClient(IChatClient client, Func<IReadOnlyList<ChatMessage>, bool, IEnumerable<ChatMessage>> change, bool isRestarted) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(change([.. messages], isRestarted), options, cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(change([.. messages], isRestarted), options, cancellationToken);
    }
}
