using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>A model that a test speaks for.</summary>
internal sealed class FakeModel(Func<string, CancellationToken, IAsyncEnumerable<string>> answer) : IChatClient
{
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says a text.</summary>
    public static FakeModel Says(string text) => new((_, _) => new[] { text }.ToAsyncEnumerable());

    public static FakeModel Throws(Exception problem) => new((_, _) => throw problem);

    /// <summary>Says a text, and then nothing until it is cancelled; or for ever, when it does not listen to that.</summary>
    public static FakeModel SaysAndHangs(string text, bool listens)
    {
        FakeModel? model = null;
        model = new FakeModel(Hang);
        return model;

        async IAsyncEnumerable<string> Hang(string input, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return text;
            model!.Started.TrySetResult();
            await Task.Delay(Timeout.Infinite, listens ? cancellationToken : CancellationToken.None);
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var piece in answer(messages.Last().Text, cancellationToken).WithCancellation(cancellationToken))
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
