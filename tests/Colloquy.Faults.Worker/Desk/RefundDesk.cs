using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>An agent that notes a refund and makes it, for which it needs a person's approval.</summary>
/// <param name="effects">The file in which each refund is noted.</param>
/// <param name="kill">Is passed by tools and the model.</param>
public sealed class RefundDesk(string effects, KillSwitch kill)
{
    public const string Input = "refund";

    public Agent CreateAgent() => new(new Model(kill))
    {
        Tools = [AgentTool.Create(() => "noted", "note", idempotent: true), new ApprovalRequiredAIFunction(AgentTool.Create(Refund, "refund"))],
    };

    private string Refund()
    {
        kill.Reach("before the refund");
        File.AppendAllText(effects, "refunded\n");
        kill.Reach("inside the refund");
        return "refunded";
    }

    private sealed class Model(KillSwitch kill) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            Balance.Check(sent);
            kill.Reach("at the model");
            return Task.FromResult(new ChatResponse(sent[^1].Text == Input
                ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("r", "refund"), new FunctionCallContent("n", "note")])
                : new ChatMessage(ChatRole.Assistant, $"said: {string.Join("; ", sent.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result))}")));
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
