using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>A desk at the front that hands over to one at the back, which has a context provider and an agent as its tool, which has a tool that acts.</summary>
/// <param name="effects">The file to which the innermost tool adds a line.</param>
/// <param name="kill">What may kill the process on the way.</param>
public sealed class RelayDesk(string effects, KillSwitch kill)
{
    public const string Input = "go";

    public Agent CreateAgent()
    {
        var helper = new Agent(Model(
            sent => sent[^1].Role == ChatRole.User ? Call("h1", "act") : Say($"helped: {Result(sent)}")))
        {
            Name = "helper",
            Tools = [AgentTool.Create(Act, "act")],
        };
        var back = new Agent(Model(
            sent => Result(sent) is { } result && result.StartsWith("helped", StringComparison.Ordinal) ? Say($"the back says {result}") : Call("b1", "helper", "task", "help")))
        {
            Name = "back",
            Tools = [helper.AsTool()],
            ContextProviders = [new Tally(kill)],
        };
        return new Agent(Model(_ => Call("f1", "transfer_to_back", "reason", "it is theirs"))) { Name = "front", Handoffs = [back] };
    }

    private string Act()
    {
        kill.Reach("before the tool");
        File.AppendAllText(effects, "h1\n");
        kill.Reach("inside the tool");
        return "acted";
    }

    private DeskModel Model(Func<List<ChatMessage>, ChatMessage> answer) => new(answer, kill);

    private static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    private static ChatMessage Call(string id, string tool, string? name = null, string? value = null) =>
        new(ChatRole.Assistant, [new FunctionCallContent(id, tool, name is null ? null : new Dictionary<string, object?> { [name] = value })]);

    private static string? Result(List<ChatMessage> sent) =>
        sent.SelectMany(message => message.Contents).OfType<FunctionResultContent>().LastOrDefault()?.Result?.ToString();

    private sealed class Tally(KillSwitch kill) : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            kill.Reach("inside the hook before");
            request.AddMessage("You are at the back.");
            return ValueTask.CompletedTask;
        }

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            kill.Reach("inside the hook after");
            await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
            kill.Reach("after its write");
        }
    }

    private sealed class DeskModel(Func<List<ChatMessage>, ChatMessage> answer, KillSwitch kill) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            kill.Reach("before a model");
            List<ChatMessage> sent = [.. messages];
            Balance.Check(sent);
            return Task.FromResult(new ChatResponse(answer(sent)));
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
