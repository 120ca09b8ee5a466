namespace Colloquy.Testing;

/// <summary>Tests a chat client, which is sent the history with each message.</summary>
internal sealed class ChatClientTarget(IChatClient client, ChatOptions? options, IReadOnlyList<AITool> tools, bool streams) : ConversationTarget
{
    private readonly ChatOptions _options = WithTools(options, tools);

    internal override IEnumerable<AITool> Tools => _options.Tools ?? [];

    public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatMessage> sent = [.. request.History, .. request.Messages];
        var response = streams
            ? await client.GetStreamingResponseAsync(sent, _options, cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false)
            : await client.GetResponseAsync(sent, _options, cancellationToken).ConfigureAwait(false);
        return new TargetAnswer { Messages = [.. response.Messages], Raw = response };
    }

    private static ChatOptions WithTools(ChatOptions? options, IReadOnlyList<AITool> tools)
    {
        var own = options?.Clone() ?? new ChatOptions();
        if (tools.Count > 0)
            own.Tools = [.. own.Tools ?? [], .. tools];
        return own;
    }
}
