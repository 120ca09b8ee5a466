using Microsoft.Extensions.AI;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>A model that calls its tool when the user asks it to look, and answers '42' otherwise.</summary>
internal sealed class SketchModel : IChatClient
{
    public const string Tool = "look";

    /// <summary>What it says, which is JSON too.</summary>
    public const string Answer = "42";

    public static AIFunction Look { get; } = AIFunctionFactory.Create((string what) => $"saw {what}", Tool);

    public static Agent NewAgent(bool asks = false) => new(new SketchModel()) { Name = "desk", Tools = [Look], Approvals = asks ? [ApprovalRule.Always(Tool)] : [] };

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var last = messages.Last();
        AIContent said = last.Role == ChatRole.User && last.Text.StartsWith(Tool, StringComparison.Ordinal) && options?.Tools is { Count: > 0 }
            ? new FunctionCallContent($"call-{messages.Count()}", Tool, new Dictionary<string, object?> { ["what"] = last.Text })
            : new TextContent(Answer);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [said])) { ModelId = "sketch", Usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = 1, TotalTokenCount = 2 } });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
