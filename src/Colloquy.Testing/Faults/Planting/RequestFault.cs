namespace Colloquy.Testing;

/// <summary>Plants a fault in what the agent sends to the model. The conversation observes the spoilt request.</summary>
internal sealed class RequestFault(FaultUse use, Func<IReadOnlyList<ChatMessage>, bool, IEnumerable<ChatMessage>> change) : PlantedFaultExtension(use)
{
    private readonly HashSet<string> _names = [];

    /// <summary>Initializes a fault that is the same after a restart.</summary>
    public RequestFault(FaultUse use, Func<IReadOnlyList<ChatMessage>, IEnumerable<ChatMessage>> change)
        : this(use, (messages, _) => change(messages))
    {
    }

    internal override IChatClient WrapObservedClient(IChatClient client, string name) => new ChangingChatClient(client, Change, isRestarted: !_names.Add(name));

    public override ConversationExtension Fork() => new RequestFault(Use, change);

    private List<ChatMessage> Change(IReadOnlyList<ChatMessage> messages, bool isRestarted)
    {
        List<ChatMessage> changed = [.. change(messages, isRestarted)];
        if (!changed.SequenceEqual(messages))
            Use.Note();
        return changed;
    }

    private sealed class ChangingChatClient(IChatClient client, Func<IReadOnlyList<ChatMessage>, bool, List<ChatMessage>> change, bool isRestarted) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(change([.. messages], isRestarted), options, cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(change([.. messages], isRestarted), options, cancellationToken);
    }
}
