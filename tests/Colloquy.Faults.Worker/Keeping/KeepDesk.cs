using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>An agent whose window is summarized after two turns, and whose model calls a tool before it repeats what the user said. It refuses what is not balanced.</summary>
public static class KeepDesk
{
    /// <summary>What the model says instead of what it summarizes.</summary>
    public const string Summary = "in short";

    public static IChatClient Model { get; } = new Repeating();

    public static Agent CreateAgent() => new(Model)
    {
        Name = "desk",
        Tools = [AgentTool.Create((RunContext run) => run.State.IncrementAsync("visits"), "visit")],
        Window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy()],
    };

    private sealed class Repeating : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            Balance.Check(sent);
            AIContent said = options?.Tools is not { Count: > 0 } ? new TextContent(Summary)
                : sent[^1].Role == ChatRole.Tool ? new TextContent($"re {sent.Last(message => message.Role == ChatRole.User).Text}")
                : new FunctionCallContent($"visit-{sent.Count}", "visit");
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [said])) { ModelId = "repeating", Usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = 1, TotalTokenCount = 2 } });
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
