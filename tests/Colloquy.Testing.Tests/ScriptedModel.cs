using System.Runtime.CompilerServices;

namespace Colloquy.Testing.Tests;

/// <summary>A model that answers by a function of the messages that it is sent.</summary>
internal sealed class ScriptedModel(Func<IReadOnlyList<ChatMessage>, ChatMessage> answer) : IChatClient
{
    /// <summary>Says how many messages it was sent, and what the first was; asks the counter to add when it is told to.</summary>
    public static ScriptedModel Counting => new(messages => messages[^1] switch
    {
        { Role: var role } last when role == ChatRole.Tool => new(ChatRole.Assistant, $"It is {last.Contents.OfType<FunctionResultContent>().Single().Result}."),
        { Text: var text } when text.StartsWith("add ", StringComparison.Ordinal) => new(ChatRole.Assistant, [new FunctionCallContent($"call-{messages.Count}", "add", new Dictionary<string, object?> { ["by"] = int.Parse(text[4..]) })]),
        _ => new(ChatRole.Assistant, $"{messages.Count} messages, the first of them: {messages[0].Text}"),
    });

    public static ScriptedModel Throwing(string message) => new(_ => throw new InvalidOperationException(message));

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(answer([.. messages])) { ModelId = "scripted", Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 2 } });

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
