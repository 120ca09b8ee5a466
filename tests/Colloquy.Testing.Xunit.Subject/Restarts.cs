using Colloquy;
using Microsoft.Extensions.AI;

namespace Subject;

/// <summary>The agent answers from its stored history alone.</summary>
[Conversation<Docs.TravelDesk>("survives")]
[SurvivesRestart]
public sealed class Survives(Conversation conversation) : IDisposable
{
    [Turn]
    public async Task First() => await conversation.SayAsync("My destination is Lisbon.");

    [Turn]
    public async Task Second()
    {
        var turn = await conversation.SayAsync("What is my destination?");
        Assert.Contains("Lisbon", turn.Text, StringComparison.Ordinal);
    }

    public void Dispose() => Log.Write("an object was disposed");
}

/// <summary>The agent counts in its process.</summary>
[Conversation("forgets")]
[SurvivesRestart]
public sealed class Forgets(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => conversation.UseAgent(parts => new Agent(parts.Client(() => new CountingClient())) { Name = "counter" });

    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second()
    {
        var turn = await conversation.SayAsync("two");
        Assert.Equal("answer 2", turn.Text);
    }
}

[Conversation("fails-before-restart")]
[SurvivesRestart]
public sealed class FailsBeforeRestart(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => Forgets.Configure(conversation);

    [Turn]
    public async Task Only()
    {
        var turn = await conversation.SayAsync("one");
        Assert.Equal("answer 2", turn.Text);
    }
}

internal sealed class CountingClient : IChatClient
{
    private int _answers;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"answer {++_answers}")));

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
