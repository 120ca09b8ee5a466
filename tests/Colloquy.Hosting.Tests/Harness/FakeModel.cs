using System.Runtime.CompilerServices;

namespace Colloquy.Hosting.Tests;

/// <summary>A model that answers with its name, or calls one tool and then repeats its result.</summary>
internal sealed class FakeModel(string answer = "fake", string? tool = null, Dictionary<string, object?>? arguments = null) : IChatClient
{
    public List<ChatOptions?> Calls { get; } = [];

    public bool IsDisposed { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls.Add(options);
        var last = messages.Last();
        if (last.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result)
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"{result.Result}")));

        return Task.FromResult(new ChatResponse(tool is null
            ? new ChatMessage(ChatRole.Assistant, answer)
            : new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"call-{Calls.Count}", tool, arguments ?? [])])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => IsDisposed = true;
}
