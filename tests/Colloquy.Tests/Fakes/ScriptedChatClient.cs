using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A model that says what a test wrote down for it, step by step, and keeps what it was sent.</summary>
public sealed class ScriptedChatClient(params ScriptedChatClient.Step[] steps) : IChatClient
{
    private readonly Queue<Step> _steps = new(steps);
    private readonly int _count = steps.Length;

    public delegate Task<ChatResponse> Step(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken);

    public List<Request> Requests { get; } = [];

    public static Step Say(string text) => (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, text)));

    public static Step Call(params (string Id, string Name, string Argument)[] calls) => (_, _, _) =>
        Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, [.. calls.Select(AIContent (call) => new FunctionCallContent(call.Id, call.Name, new Dictionary<string, object?> { ["value"] = call.Argument }))])));

    public static Step Throw(Exception e) => (_, _, _) => Task.FromException<ChatResponse>(e);

    public static Step Wait(TaskCompletionSource begun) => async (_, _, cancellationToken) =>
    {
        begun.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("unreachable");
    };

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Step step;
        List<ChatMessage> sent = [.. messages];
        lock (_steps)
        {
            Requests.Add(new Request(sent, options));
            step = _steps.TryDequeue(out var next) ? next : throw new InvalidOperationException($"The model was called {Requests.Count} times, and the test has written down {_count} answers. The last message was: {sent[^1].Role}: {sent[^1].Text}");
        }

        return await step(sent, options, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var message in response.Messages)
        {
            if (message.Contents.All(content => content is TextContent))
            {
                foreach (var word in message.Text.Split(' '))
                    yield return new ChatResponseUpdate(ChatRole.Assistant, word + " ");
            }
            else
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, message.Contents);
            }
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(response.Usage!)]) { FinishReason = response.FinishReason };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted", null, "script-1") : null;

    public void Dispose()
    {
    }

    public static ChatResponse Response(ChatMessage message) => new(message)
    {
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 },
        FinishReason = message.Contents.Any(content => content is FunctionCallContent) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
    };

    public sealed record Request(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options);
}
