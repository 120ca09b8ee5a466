using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests;

/// <summary>A model that answers by a rule, waits where it is told to, and keeps what it was sent.</summary>
internal sealed class DeskModel(Func<IReadOnlyList<ChatMessage>, ChatMessage> answer) : IChatClient
{
    private readonly Lock _gate = new();
    private readonly List<IReadOnlyList<ChatMessage>> _requests = [];

    /// <summary>Is awaited before each answer.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>Whether a streamed answer does not go on after its first word.</summary>
    public bool HangsAfterAWord { get; set; }

    public ChatOptions? Options { get; private set; }

    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <summary>A model that answers how many messages of users it was shown.</summary>
    public static DeskModel Counting() => new(messages => Say($"{messages.Count(message => message.Role == ChatRole.User)}"));

    /// <summary>A model that calls tools, one after the other, and then says 'done'.</summary>
    public static DeskModel Calling(params string[] tools) => new(messages =>
    {
        var since = messages.Reverse().TakeWhile(message => message.Role != ChatRole.User).ToList();
        var results = since.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Count();
        return results < tools.Length ? Call(tools[results], $"{tools[results]}-{messages.Count}") : Say("done");
    });

    public static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    public static ChatMessage Call(string tool, string id) => new(ChatRole.Assistant, [new FunctionCallContent(id, tool, new Dictionary<string, object?> { ["amount"] = 7 })]);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        lock (_gate)
            _requests.Add(sent);
        Options = options;
        await Before();
        return new ChatResponse(answer(sent)) { Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 } };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var content in response.Messages[0].Contents)
        {
            if (content is not TextContent text)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
                continue;
            }

            foreach (var word in text.Text.Split(' '))
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, word + " ");
                if (HangsAfterAWord)
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(response.Usage!)]) { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
