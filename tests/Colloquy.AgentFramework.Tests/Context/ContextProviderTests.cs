using Colloquy.Extensibility;
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Compaction;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Context;

public sealed class ContextProviderTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_provider_of_Agent_Framework_adds_messages_instructions_and_tools_to_an_agent_of_Colloquy()
    {
        var (model, visits) = (DeskModel.Counting(), new Visits());
        var agent = new Agent(model) { Instructions = "Be brief.", ContextProviders = [visits.AsContextProvider()] };
        var session = await _store.OpenAsync(new SessionKey("s"));

        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);

        Assert.Equal([0, 1], visits.Seen);
        Assert.Equal(["2", "3"], visits.Answers);
        Assert.Equal("Be brief.\n\nThis is visit 2.", model.Options!.Instructions);
        Assert.Equal(["first", "2", "Visits before: 1.", "second"], model.Requests[1].Select(message => message.Text));
        Assert.Equal("visits", model.Options.Tools!.Single().Name);
        Assert.Equal(4, (await session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task A_provider_of_Colloquy_runs_on_an_agent_of_Agent_Framework_with_state_in_the_store()
    {
        var (model, counter, history) = (DeskModel.Counting(), new Counter(), new ColloquyHistoryProvider(_store));
        AIAgent agent = model.AsAIAgent(new ChatClientAgentOptions { Name = "desk", ChatHistoryProvider = history, AIContextProviders = [counter.AsAIContextProvider(_store)] });
        var session = await agent.CreateSessionAsync();

        await agent.RunAsync("first", session);
        var restored = await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(session));
        await agent.RunAsync("second", restored);

        var own = await history.OpenSessionAsync(restored);
        Assert.Equal(2, await own.State.GetAsync<int>("counter/runs"));
        Assert.Equal("Runs before: 1.", model.Options!.Instructions);
        Assert.Contains(model.Requests[1], message => message.Text == "noted");
        Assert.Equal("one", model.Options.Tools!.Single().Name);
        Assert.Equal(["desk: first", "desk: second"], counter.Inputs);
        Assert.Single(await _store.ListSessionsAsync(new SessionOwner()).ToListAsync());
    }

    [Fact]
    public async Task A_provider_that_takes_messages_away_fails_the_turn_by_name()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store, new ChatClientAgentOptions { AIContextProviders = [new Remover()] });

        var error = await Assert.ThrowsAsync<ContextProviderException>(async () => await agent.RunAsync("hello", await agent.CreateSessionAsync()));

        Assert.Equal("Remover", error.Provider);
        Assert.Contains("ReduceWith", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_learns_of_a_turn_that_waited_when_the_turn_has_ended()
    {
        await using var desk = new Desk();
        var visits = new Visits();
        AIAgent agent = DeskModel.Calling("refund").AsAIAgent(_store, new ChatClientAgentOptions { ChatOptions = new() { Tools = desk.Tools }, AIContextProviders = [visits] });
        var session = await agent.CreateSessionAsync();

        await agent.RunAsync("refund", session);
        Assert.Empty(visits.Answers);
        var approvals = session.GetColloquySession().Approvals;
        await approvals.ApproveAsync((await approvals.ListAsync()).Single());
        await agent.ResumeAsync(session);

        Assert.Equal("done", visits.Answers[^1]);
        Assert.Equal(1, session.StateBag.GetValue<Visits.Count>("visits")!.Value);
    }

    [Fact]
    public async Task A_compaction_strategy_of_Agent_Framework_decides_what_the_model_sees_and_the_log_keeps_all()
    {
        var model = DeskModel.Counting();
        var strategy = new SlidingWindowCompactionStrategy(CompactionTriggers.TurnsExceed(1), minimumPreservedTurns: 1);
        AIAgent agent = model.AsAIAgent(_store, null, new ColloquyAgentOptions { Run = new() { Window = WindowPipeline.Default.ReduceWith(strategy) } });
        var session = await agent.CreateSessionAsync();

        foreach (var text in new[] { "first", "second", "third", "fourth" })
            await agent.RunAsync(text, session);

        Assert.Equal(["third", "fourth"], model.Requests[^1].Where(message => message.Role == ChatRole.User).Select(message => message.Text));
        Assert.Equal(8, (await session.GetColloquySession().GetItemsAsync()).Count);
    }

    private sealed class Counter : ContextProvider
    {
        public override string Name => "counter";

        public List<string> Inputs { get; } = [];

        public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            Inputs.Add($"{request.Run.AgentName}: {request.Input.Single().Text}");
            request.AddInstructions($"Runs before: {await request.State.GetAsync<int>("runs", cancellationToken: cancellationToken)}.");
            request.AddMessage("noted");
            request.AddTools([AIFunctionFactory.Create(() => 1, "one")]);
        }

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            if (run.Output.Count > 0)
                await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
        }
    }

    private sealed class Remover : AIContextProvider
    {
        protected override ValueTask<AIContext> InvokingCoreAsync(InvokingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(new AIContext());
    }
}
