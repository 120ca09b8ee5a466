using System.Runtime.CompilerServices;

namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>A model with a provider and a name, which streams in pieces of its own.</summary>
internal sealed class NamedModel(string provider, string model, params string[] pieces) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var piece in pieces.DefaultIfEmpty("Hello."))
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece) { ModelId = model, ResponseId = "r1", MessageId = "m1" };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 1000, OutputTokenCount = 200, TotalTokenCount = 1200, CachedInputTokenCount = 100 })]) { ModelId = model, ResponseId = "r1", MessageId = "m1", FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(provider, null, model) : null;

    public void Dispose()
    {
    }
}
