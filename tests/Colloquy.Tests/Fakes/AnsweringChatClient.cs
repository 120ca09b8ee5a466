using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A model that answers whatever it is asked by a function, and keeps what it was sent, as JSON.</summary>
public sealed class AnsweringChatClient(Func<IReadOnlyList<ChatMessage>, ChatMessage> answer) : IChatClient
{
    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    public List<string> Sent { get; } = [];

    public Func<IReadOnlyList<ChatMessage>, UsageDetails?> Usage { get; set; } = _ => new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 };

    public static string Json(IEnumerable<ChatMessage> messages) => string.Join("\n", messages.Select(message => JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions)));

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        Requests.Add(sent);
        Sent.Add(Json(sent));
        return Task.FromResult(new ChatResponse(answer(sent)) { Usage = Usage(sent) });
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
