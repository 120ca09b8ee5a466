using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A model whose service keeps conversations, and which answers with all that its service has of them: what is lost or doubled shows.</summary>
/// <remarks>A user's message <c>use X</c> makes it call the tool X, if it has one. As real services, it refuses a call without a result and a result without a call.</remarks>
public sealed class KeepingChatClient(string prefix = "resp_", bool grows = false, string provider = "keeper") : IChatClient
{
    private readonly Dictionary<string, List<ChatMessage>> _kept = [];
    private int _answers;

    /// <summary>What was sent, call by call.</summary>
    public List<(string? Conversation, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    /// <summary>What happens to the answer of a call, counted from 1.</summary>
    public Func<int, ChatResponse, ChatResponse>? OnAnswer { get; set; }

    public string Sent(int call) => $"{Requests[call].Conversation ?? "-"}: {Transcript.Of(Requests[call].Messages).ReplaceLineEndings(" | ")}";

    public string Kept(string conversation) => Transcript.Of(_kept[conversation]).ReplaceLineEndings(" | ");

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        var number = Requests.Count + 1;
        Requests.Add((options?.ConversationId, sent, options));
        List<ChatMessage> all = options?.ConversationId is not { } known ? [.. sent]
            : _kept.TryGetValue(known, out var before) ? [.. before, .. sent]
            : grows ? [.. sent] : throw new ArgumentException($"There is no response {known}.");
        if (Transcript.Of(Whole(all)) != Transcript.Of(all))
            throw new ArgumentException($"Calls and results do not match: {Transcript.Of(all)}");

        var answer = new ChatMessage(ChatRole.Assistant, Answer(all, options));
        var id = grows ? options?.ConversationId ?? $"{prefix}{++_answers}" : $"{prefix}{++_answers}";
        var response = new ChatResponse(answer) { ConversationId = id, Usage = new UsageDetails { InputTokenCount = 1_000, OutputTokenCount = 5, TotalTokenCount = 1_005 } };
        response = OnAnswer?.Invoke(number, response) ?? response;
        _kept[id] = [.. all, answer];
        return Task.FromResult(response);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(provider, new Uri("https://models.example.com/v1"), "keeper-1") : null;

    public void Dispose()
    {
    }

    private IList<AIContent> Answer(List<ChatMessage> all, ChatOptions? options)
    {
        var newest = all[^1];
        if (newest.Role == ChatRole.User && newest.Text.StartsWith("use ", StringComparison.Ordinal) && options?.Tools is not null)
            return [.. newest.Text[4..].Split(',').Where(name => options?.Tools?.Any(tool => tool.Name == name) == true).Select(AIContent (name, i) => new FunctionCallContent($"c{Requests.Count}{(char)('a' + i)}", name, new Dictionary<string, object?>()))];

        return [new TextContent($"{all.Count(message => message.Role == ChatRole.User)} from you: {string.Join(", ", all.Where(message => message.Role == ChatRole.User).Select(message => message.Text))}")];
    }

    private static List<ChatMessage> Whole(List<ChatMessage> all)
    {
        var open = new HashSet<string>();
        var whole = new List<ChatMessage>();
        foreach (var message in all)
        {
            var results = message.Contents.OfType<FunctionResultContent>().ToList();
            if (results.Count == 0 && open.Count > 0)
                break;
            if (!results.TrueForAll(result => open.Remove(result.CallId)))
                break;
            open.UnionWith(message.Contents.OfType<FunctionCallContent>().Select(call => call.CallId));
            whole.Add(message);
        }

        return whole;
    }
}
