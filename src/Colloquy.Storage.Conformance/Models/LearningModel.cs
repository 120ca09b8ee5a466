using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Learns, when asked for memories, what was said as <c>remember KEY=TEXT</c>; else says what it was sent.</summary>
internal sealed class LearningModel : IChatClient
{
    /// <summary>What it was sent in the newest conversation.</summary>
    public string Seen { get; private set; } = "";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = string.Join('\n', messages.Select(message => message.Text));
        if (options?.ResponseFormat is not ChatResponseFormatJson)
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"I was told: {Seen = sent}")));

        var facts = sent.Split('\n').Where(line => line.StartsWith("user: remember ", StringComparison.Ordinal)).Select(line => line["user: remember ".Length..].Split('='));
        var learned = string.Join(',', facts.Select(fact => $$"""{"key":"{{fact[0]}}","text":"{{fact[1]}}"}"""));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $$"""{"memories":[{{learned}}]}""")));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
