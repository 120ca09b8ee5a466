using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>An agent that counts each visit in the session's state, by a tool, before it answers what a test makes it answer.</summary>
public static class VisitDesk
{
    public static Agent CreateAgent(Func<CancellationToken, Task<string>> answer) => new(new Model(answer))
    {
        Tools = [AgentTool.Create((RunContext run) => run.State.IncrementAsync("visits"), "visit")],
    };

    private sealed class Model(Func<CancellationToken, Task<string>> answer) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            Balance.Check(sent);
            return sent[^1].Role == ChatRole.Tool
                ? new ChatResponse(new ChatMessage(ChatRole.Assistant, await answer(cancellationToken)))
                : new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"visit-{sent.Count}", "visit")]));
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
}
