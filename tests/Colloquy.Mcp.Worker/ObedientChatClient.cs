using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Worker;

/// <summary>A model that calls the tools that the newest message of the user names, one a line as <c>name {"argument": 1}</c>, and answers with what they returned.</summary>
public sealed class ObedientChatClient : IChatClient
{
    /// <summary>What the model was sent, newest last.</summary>
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        Requests.Add((sent, options));
        var asked = sent.FindLastIndex(message => message.Role == ChatRole.User);
        var results = sent.Skip(asked).SelectMany(message => message.Contents).OfType<FunctionResultContent>().ToList();
        var orders = sent[asked].Text.Split('\n').Where(line => options?.Tools?.Any(tool => line.Split(' ')[0] == tool.Name) == true).ToList();
        var next = results.Count < orders.Count
            ? new ChatMessage(ChatRole.Assistant, [Call(orders[results.Count], $"c{asked}.{results.Count}")])
            : new ChatMessage(ChatRole.Assistant, results.Count == 0 ? "There is no such tool." : string.Join('\n', results.Select(result => TextOf(result.Result))));
        return Task.FromResult(new ChatResponse(next));
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

    private static FunctionCallContent Call(string order, string id)
    {
        var parts = order.Split(' ', 2);
        return new FunctionCallContent(id, parts[0], parts.Length == 1 ? null : JsonSerializer.Deserialize<Dictionary<string, object?>>(parts[1]));
    }

    private static string TextOf(object? result) => result switch
    {
        IEnumerable<AIContent> contents => string.Join(" ", contents.Select(content => content is DataContent data ? $"<{data.MediaType}>" : content.ToString())),
        _ => result?.ToString() ?? "null",
    };
}
