using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>
/// How much of a prompt a service finds in its cache: over 200 turns of 150 tokens under a budget of 8,000, the mean share
/// of a call's prompt bytes that is byte-equal to the beginning of the call before. Value and ratio are the share.
/// </summary>
internal static class PrefixMeasure
{
    private const int Turns = 200;
    private const int TokensOfMessage = 75;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var model = new ListeningModel();
        var agent = new Agent(model) { Instructions = "Help customers. Be brief.", Window = [new TokenBudgetStrategy(8_000)] };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("ticket-1", user: "ada"));
        for (var turn = 1; turn <= Turns; turn++)
            await agent.RunAsync(Say($"Question {turn}."), session);

        var shares = model.Prompts.Zip(model.Prompts.Skip(1), (before, now) => (double)now.AsSpan().CommonPrefixLength(before) / now.Length);
        return [Measurement.Of("prompt.prefix", shares.Average(), "share", 1, Target.Min(0.9))];
    }

    /// <summary>A text of 75 tokens, the message around it among them.</summary>
    private static string Say(string text) => text.PadRight((TokensOfMessage - 4) * 4, '.');

    private sealed class ListeningModel : IChatClient
    {
        public List<byte[]> Prompts { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Prompts.Add(Encoding.UTF8.GetBytes(options?.Instructions + string.Concat(messages.Select(message => JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions)))));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Say($"Answer {Prompts.Count}."))));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The benchmarks do not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
