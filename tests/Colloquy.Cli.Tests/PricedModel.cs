using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>A model that says what it used: 10 tokens in, 4 of them cached, 5 out, of which 2 for reasoning. Asks for a tool twice when it has one.</summary>
internal sealed class PricedModel(string model) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var calls = options?.Tools is { Count: > 0 } && messages.Last().Role == ChatRole.User;
        AIContent[] contents = calls
            ? [Call("c1", 1, 2), Call("c2", 3, 4)]
            : [new TextContent("Done.")];
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = model,
            FinishReason = calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 10, CachedInputTokenCount = 4, OutputTokenCount = 5, ReasoningTokenCount = 2, TotalTokenCount = 15 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", defaultModelId: model) : null;

    public void Dispose()
    {
    }

    private static FunctionCallContent Call(string id, int a, int b) => new(id, "add", new Dictionary<string, object?> { ["a"] = a, ["b"] = b });
}
