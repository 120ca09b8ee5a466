using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Import.Tests;

/// <summary>A model that calls a tool first, and answers then.</summary>
internal sealed class PumpModel : IChatClient
{
    private int _calls;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        _calls++;
        var call = new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("A call is needed."), new FunctionCallContent("call_1", "find_pump", new Dictionary<string, object?> { ["hall"] = 7 })]);
        var answer = _calls == 1 ? call : new ChatMessage(ChatRole.Assistant, _calls == 2 ? "It is P-77." : "A seal.");
        answer.MessageId = $"m{_calls}";
        return Task.FromResult(new ChatResponse(answer) { ModelId = "test-model" });
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
