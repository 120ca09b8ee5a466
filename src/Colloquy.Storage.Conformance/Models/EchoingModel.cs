using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A model for random histories: it echoes, and asks for its tool when the user speaks of one. It checks that it is sent calls and results in pairs.</summary>
internal sealed class EchoingModel : IChatClient
{
    public const string Tool = "look";

    public static AIFunction Look { get; } = AIFunctionFactory.Create((string what) => $"saw {what}", Tool);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        EnsureBalanced(sent);
        var last = sent[^1];
        AIContent content = last.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result
            ? new TextContent($"done {result.Result}")
            : last.Text.Contains("tool", StringComparison.Ordinal)
                && !last.Text.StartsWith(Snapshot.OutcomeMark, StringComparison.Ordinal)
                ? new FunctionCallContent($"call-{sent.Count}", Tool, new Dictionary<string, object?> { ["what"] = last.Text })
                : new TextContent(last.Text.StartsWith(Snapshot.OutcomeMark, StringComparison.Ordinal) ? "told" : $"re {last.Text}");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content]))
        {
            ModelId = "echo",
            Usage = new UsageDetails { InputTokenCount = sent.Count, OutputTokenCount = 1, TotalTokenCount = sent.Count + 1 },
        });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new ConformanceException("No history streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    /// <summary>Every call is followed by its one result, and every result follows its call; an id names one call, and names and ids are such as services take.</summary>
    public static void EnsureBalanced(IReadOnlyList<ChatMessage> messages)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            var results = message.Contents.OfType<FunctionResultContent>().ToList();
            Check.That(open.Count == 0 || results.Count > 0, $"The model is sent a call without its result: {string.Join(", ", open)}.");
            Check.That(results.Count == 0 || message.Role == ChatRole.Tool, $"The model is sent a result in a message of the role {message.Role}.");
            foreach (var result in results)
                Check.That(open.Remove(result.CallId), $"The model is sent the result of {result.CallId} without its call.");
            foreach (var call in message.Contents.OfType<FunctionCallContent>())
            {
                Check.That(seen.Add(call.CallId) && open.Add(call.CallId), $"The model is sent two calls under the id {call.CallId}.");
                Check.That(call.CallId.Length > 0 && Ascii.IsValid(call.CallId), $"The model is sent a call under the id '{call.CallId}'.");
                Check.That(call.Name.Length is > 0 and <= 64 && call.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'), $"The model is sent a call of a tool named '{call.Name}'.");
            }
        }

        Check.That(open.Count == 0, $"The model is sent a call without its result: {string.Join(", ", open)}.");
    }
}
