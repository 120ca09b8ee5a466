using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>An agent that recalls, answers, and learns two facts of every run, one of them without a key.</summary>
public sealed class LearningDesk
{
    private readonly Model _model;

    public LearningDesk(KillSwitch? kill = null) => _model = new Model(kill ?? KillSwitch.Off);

    public Agent Agent => new(_model) { Name = "learner", ContextProviders = [new MemoryRecall(), new MemoryLearning()] };

    /// <summary>What the model was sent last to answer.</summary>
    public string Sent => _model.Sent;

    private sealed class Model(KillSwitch kill) : IChatClient
    {
        public string Sent { get; private set; } = "";

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            Balance.Check(sent);
            var learns = options?.ResponseFormat is ChatResponseFormatJson;
            kill.Reach(learns ? "while it learns" : "before the model");
            if (!learns)
                Sent = string.Join('\n', sent.Select(message => message.Text));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, learns ? """{"memories":[{"key":"drink","text":"green tea"},{"text":"has a cat named Mia"}]}""" : "Noted.")));
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
}
