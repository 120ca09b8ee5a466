using Microsoft.Extensions.AI;

namespace Colloquy.Solution.Tests;

/// <summary>A model that answers by a function of what it is sent.</summary>
internal sealed class AnsweringModel(Func<IReadOnlyList<ChatMessage>, ChatMessage> answer) : IChatClient
{
    public AnsweringModel(params string[] answers)
        : this(InTurn(answers))
    {
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(answer([.. messages])) { ModelId = "scripted" });

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static Func<IReadOnlyList<ChatMessage>, ChatMessage> InTurn(string[] answers)
    {
        var next = 0;
        return _ => new(ChatRole.Assistant, answers[Math.Min(next++, answers.Length - 1)]);
    }
}
