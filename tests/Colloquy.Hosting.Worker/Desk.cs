using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Hosting.Worker;

/// <summary>An application with one agent, whose tools note in a file that they ran: the same in the process of a test and in one that it kills.</summary>
public static class Desk
{
    public const string Unfinished = "noted\nslow";

    public static SessionKey Key { get; } = new("case-17", "ada");

    /// <summary>Adds the application.</summary>
    /// <param name="services">The services.</param>
    /// <param name="file">The file of its store. Beside it, tools note what they did.</param>
    /// <param name="slow">What its slow tool waits for.</param>
    public static IColloquyBuilder Add(IServiceCollection services, string file, Func<Task>? slow = null)
    {
        services.AddSingleton<IChatClient>(new DeskModel());
        return services.AddColloquy().UseSqlite(file).AddAgent("desk", agent =>
        {
            agent.Tools.Add(AgentTool.Create(() => NoteAsync(file, "noted", null), "note"));
            agent.Tools.Add(AgentTool.Create(() => NoteAsync(file, "slow", slow), "slow", idempotent: true));
            agent.Tools.Add(new ApprovalRequiredAIFunction(AgentTool.Create(() => NoteAsync(file, "refunded", null), "refund")));
            agent.Limits = new RunLimits { Grace = TimeSpan.FromSeconds(0.1) };
        });
    }

    /// <summary>What the tools did, in any process.</summary>
    public static string ReadEffects(string file) => string.Join('\n', File.ReadAllLines(Effects(file)));

    private static string Effects(string file) => file + ".effects";

    private static async Task<string> NoteAsync(string file, string what, Func<Task>? wait)
    {
        await File.AppendAllTextAsync(Effects(file), what + "\n");
        if (wait is not null)
            await wait();
        return what;
    }

    /// <summary>A model that has the work done in steps, or a refund made.</summary>
    private sealed class DeskModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            var results = sent.Skip(sent.FindLastIndex(message => message.Role == ChatRole.User)).SelectMany(message => message.Contents.OfType<FunctionResultContent>()).ToList();
            var said = sent.Last(message => message.Role == ChatRole.User).Text;
            AIContent next = (said, results.Count) switch
            {
                ("work", 0) => new FunctionCallContent("n", "note"),
                ("work", 1) => new FunctionCallContent("s", "slow"),
                ("refund", 0) => new FunctionCallContent("r", "refund"),
                ("fail", _) => throw new HttpRequestException("The model is down."),
                _ => new TextContent($"{said}: {string.Join(", ", results.Select(result => result.Result))}."),
            };
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [next])));
        }

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
}
