using System.Runtime.CompilerServices;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Runs one turn of three tool calls, each of which ends when it is told to.</summary>
/// <remarks>Arguments: file.</remarks>
internal static class StepsCommand
{
    private const int Calls = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        var session = await store.OpenAsync(Stores.Key);
        var step = AIFunctionFactory.Create(
            async (CancellationToken cancellationToken) =>
            {
                Talk.Say("in a tool");
                return await Talk.HearAsync(cancellationToken);
            },
            "step");
        await Talk.BeReadyAsync();

        var answer = await new Agent(new Model()) { Name = "walker", Tools = [step] }.RunAsync("Walk.", session);
        Talk.Say($"{answer.Status} {answer.Text}");
        return 0;
    }

    private sealed class Model : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var done = messages.Count(message => message.Role == ChatRole.Tool);
            AIContent content = done < Calls ? new FunctionCallContent($"call-{done}", "step") : new TextContent("Arrived.");
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])));
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
