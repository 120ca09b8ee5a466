using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A model that calls its tool once with an argument that a case chooses, and then answers.</summary>
internal sealed class CallingModel(JsonElement argument) : IChatClient
{
    public const string Tool = "dig";

    /// <summary>What it answers, and how it names itself.</summary>
    public string Text { get; init; } = "Done.";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        EchoingModel.EnsureBalanced(sent);

        // As an adapter of a service does: what it is sent becomes text.
        foreach (var content in sent.SelectMany(message => message.Contents))
            JsonSerializer.Serialize(content is FunctionCallContent call ? call.Arguments : (content as FunctionResultContent)?.Result, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));

        AIContent said = sent[^1].Role == ChatRole.Tool
            ? new TextContent(Text)
            : new FunctionCallContent($"call-{sent.Count}", Tool, new Dictionary<string, object?> { ["what"] = argument });
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [said])) { ModelId = Text, ResponseId = Text, Usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = 1, TotalTokenCount = 2 } });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new ConformanceException("No case streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
