using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>A model that answers at once, with what a real service tells beside its text. It can ask for a tool first.</summary>
internal sealed class InstantModel : IChatClient
{
    private int _calls;

    /// <summary>The tool that every other response calls, beginning with the first; null for none. A turn then has two calls of the model.</summary>
    public string? Tool { get; init; }

    /// <summary>Whether it reports usage: the same for every call, as if the service counted fewer tokens than it is sent, so that a budget holds four times as many messages.</summary>
    public bool ReportsUsage { get; init; } = true;

    /// <summary>Whether the next call counts the messages that it is sent. A call that is measured does not.</summary>
    public bool CountsNext { get; set; }

    /// <summary>How many messages the last call that counted was sent.</summary>
    public int Counted { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (CountsNext)
            (Counted, CountsNext) = (messages.Count(), false);

        var message = Tool is not null && _calls++ % 2 == 0
            ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"call_instant_{_calls}", Tool, new Dictionary<string, object?> { ["ticket"] = "JOB-000001" })])
            : new ChatMessage(ChatRole.Assistant, "Your invoice of May is corrected; the new one is on its way.");
        return Task.FromResult(new ChatResponse(message)
        {
            ResponseId = "response-1",
            ModelId = "instant",
            FinishReason = message.Contents is [FunctionCallContent] ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = ReportsUsage ? new UsageDetails { InputTokenCount = 12, OutputTokenCount = 14, TotalTokenCount = 26 } : null,
        });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The benchmarks do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
