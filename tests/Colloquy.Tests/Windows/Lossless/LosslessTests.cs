using System.Globalization;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Nothing is lost: what a model is sent is all that its strategies may not leave out, whatever the conversation is made of.</summary>
public sealed class LosslessTests
{
    public static TheoryData<string> Names => [.. LosslessWindow.All(Client(new LosslessWorker(new Random(0)))).Select(window => window.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_strategies_may_not_leave_out_is_sent(string name)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("COLLOQUY_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"COLLOQUY_SEED={seed} repeats the choices of this test.");
        for (var round = 0; round < 4; round++)
            await RunAsync(name, seed + round, $"COLLOQUY_SEED={seed}, round {round}, {name}");
    }

    private static async Task RunAsync(string name, int seed, string about)
    {
        var random = new Random(seed);
        await using var store = new InMemorySessionStore();
        var conversation = new LosslessConversation(random, await store.OpenAsync(new SessionKey("s")));
        var worker = new LosslessWorker(random);
        var window = LosslessWindow.All(Client(worker)).First(window => window.Name == name);
        var oracle = new LosslessOracle(window, worker);
        string? loss = null;
        var requests = 0;
        var critic = NewAgent("critic", []);
        var agent = NewAgent("agent", [critic]);
        var steps = new List<string>();
        for (var step = 0; step < 40; step++)
        {
            worker.HasFailed = false;
            steps.Add(await conversation.StepAsync(agent, critic));
            Assert.True(loss is null, $"{about}: {string.Join("; ", steps)}\n{loss}");
        }

        Assert.True(requests > 10, $"{about}: only {requests} requests.");

        Agent NewAgent(string name, Handoff[] handoffs) => new(new LosslessModel(name, AnswerAsync))
        {
            Name = name,
            Handoffs = handoffs,
            Tools = [AIFunctionFactory.Create((string what, CancellationToken stop) => conversation.Found(stop), "look"), new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string what) => conversation.Text("paid"), "pay"))],
            Window = window.Window,
            Limits = new() { Steps = 6 },
        };

        async Task<IReadOnlyList<ChatMessage>> AnswerAsync(string name, IReadOnlyList<ChatMessage> sent)
        {
            requests++;
            loss ??= Balanced.Is(sent) ? await oracle.FindLossAsync(conversation.Session, name, sent) : $"What {name} is sent is not balanced:\n{Transcript.Of(sent)}";
            return conversation.Answer(name == "agent");
        }
    }

    private static AnsweringChatClient Client(LosslessWorker worker) => new(worker.Answer);
}
