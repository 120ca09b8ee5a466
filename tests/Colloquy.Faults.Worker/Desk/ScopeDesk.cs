using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>An agent whose model asks for one tool, and then is done.</summary>
/// <param name="act">What the tool does.</param>
/// <param name="times">How often the tool is asked for.</param>
public sealed class ScopeDesk(Func<RunContext, Task> act, int times = 1)
{
    public const string Name = "clerk";

    public Agent Agent => new(new Model(times)) { Name = Name, Tools = [AgentTool.Create(act, "write")] };

    /// <summary>Writes to every scope: two keys of the user, a counter of the app, and a key of the session that says how often.</summary>
    public static async Task WriteAsync(RunContext run)
    {
        await run.State.SetAsync("language", "en", Scope.User);
        await run.State.IncrementAsync("times");
        await run.State.IncrementAsync("orders", scope: Scope.App);
        await run.State.RemoveAsync("language", Scope.User);
    }

    private sealed class Model(int times) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            Balance.Check(sent);
            var done = sent.AsEnumerable().Reverse().TakeWhile(message => message.Role != ChatRole.User).Count(message => message.Role == ChatRole.Tool);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, done < times ? [new FunctionCallContent($"c{sent.Count}", "write")] : [new TextContent("Done.")])));
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
