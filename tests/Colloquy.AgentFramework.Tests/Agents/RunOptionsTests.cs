using Colloquy.Extensibility;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

/// <summary>The options of every run, which an agent is created with.</summary>
public sealed class RunOptionsTests : IAsyncDisposable
{
    private readonly Desk _desk = new();
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_request_for_approval_expires_after_the_time_of_the_options()
    {
        AIAgent agent = DeskModel.Calling("refund").AsAIAgent(_store, WithTools, new() { Session = new() { TimeProvider = _desk.Time }, Run = new() { ApprovalExpiry = TimeSpan.FromHours(1) } });
        var session = await agent.CreateSessionAsync();

        await agent.RunAsync("refund", session);

        var approval = Assert.Single(await session.GetColloquySession().Approvals.ListAsync());
        Assert.Equal(_desk.Time.GetUtcNow() + TimeSpan.FromHours(1), approval.ExpiresAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Providers_of_the_options_read_their_values_and_come_before_those_of_Agent_Framework(bool isStreamed)
    {
        var model = DeskModel.Counting();
        var run = new RunOptions { ContextProviders = [new Counter()], Values = new Dictionary<string, object?> { ["counter"] = "3" } };
        AIAgent agent = model.AsAIAgent(_store, new ChatClientAgentOptions { AIContextProviders = [new Visits()] }, new() { Run = run });
        var session = await agent.CreateSessionAsync();

        for (var i = 0; i < 2; i++)
        {
            if (isStreamed)
                await agent.RunStreamingAsync("hello", session).ToAgentResponseAsync();
            else
                await agent.RunAsync("hello", session);
        }

        Assert.Equal("You stand at counter 3.\n\nThis is visit 2.", model.Options!.Instructions);
    }

    [Fact]
    public async Task The_options_are_copied_when_the_agent_is_created()
    {
        var run = new RunOptions { Limits = new() { Steps = 1 } };
        AIAgent agent = DeskModel.Calling("pay", "pay").AsAIAgent(_store, WithTools, new() { Run = run });
        (run.Limits.Steps, run.Limits) = (10, null);

        await Assert.ThrowsAsync<TurnLimitException>(async () => await agent.RunAsync("pay", await agent.CreateSessionAsync()));

        Assert.Equal(1, _desk.Paid);
    }

    [Fact]
    public void Chat_options_beside_those_of_Agent_Framework_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => DeskModel.Counting().AsAIAgent(_store, WithTools, new() { Run = new() { ChatOptions = new() { Temperature = 0 } } }));

        Assert.Contains("ChatClientAgentOptions", error.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    private ChatClientAgentOptions WithTools => new() { ChatOptions = new() { Tools = _desk.Tools } };

    private sealed class Counter : ContextProvider
    {
        public override string Name => "counter";

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            request.AddInstructions($"You stand at counter {request.Run.GetValue<string>("counter")}.");
            return default;
        }
    }
}
