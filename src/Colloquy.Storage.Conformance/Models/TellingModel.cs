using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A model that answers by a rule of the case, and keeps what it was sent.</summary>
internal sealed class TellingModel(Func<IReadOnlyList<ChatMessage>, ChatMessage> rule) : IChatClient
{
    public List<IReadOnlyList<ChatMessage>> Sent { get; } = [];

    /// <summary>A model that always says the same.</summary>
    public static TellingModel Saying(string text) => new(_ => new ChatMessage(ChatRole.Assistant, text));

    /// <summary>A model that calls a tool once the user has spoken, and then says the tool's result.</summary>
    public static TellingModel Calling(string tool, string argument, string value) => new(sent =>
        sent[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result
            ? new ChatMessage(ChatRole.Assistant, $"It says: {result.Result}")
            : new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"call-{sent.Count}", tool, new Dictionary<string, object?> { [argument] = value })]));

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        EchoingModel.EnsureBalanced(sent);
        Sent.Add(sent);
        return Task.FromResult(new ChatResponse(rule(sent)) { ModelId = "telling" });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new ConformanceException("No case streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
