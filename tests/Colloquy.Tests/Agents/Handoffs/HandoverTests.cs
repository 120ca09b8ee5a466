using Microsoft.Extensions.AI;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>What a turn leaves behind, and takes along, when it is handed over.</summary>
public sealed class HandoverTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly List<string> _said = [];

    [Theory]
    [InlineData(Durability.Step)]
    [InlineData(Durability.Turn)]
    public async Task The_providers_of_the_agent_that_hands_over_are_told_its_part_and_those_of_the_next_the_rest(Durability durability)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var billing = new Agent(new ScriptedChatClient(Say("It is paid."))) { Name = "billing", ContextProviders = [new Telling("of billing", _said)] };
        var desk = new Agent(new ScriptedChatClient(Call(("h", "transfer_to_billing", "")))) { Name = "desk", Durability = durability, Handoffs = [billing], ContextProviders = [new Telling("of the desk", _said)] };

        await desk.RunAsync("Is it paid?", session);

        Assert.Equal(
            ["before, of the desk", "after, of the desk: Is it paid? > transfer_to_billing#h | #h=Handed over to billing.", "before, of billing", "after, of billing: Is it paid? > It is paid."],
            _said);
        Assert.Equal((1, 1), (await session.State.GetAsync<int>("of the desk/runs"), await session.State.GetAsync<int>("of billing/runs")));
    }

    [Fact]
    public async Task The_providers_of_both_agents_are_told_once_when_the_second_ones_model_fails()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var billing = new Agent(new ScriptedChatClient(Throw(new TimeoutException("slow")))) { Name = "billing", ContextProviders = [new Telling("of billing", _said)] };
        var desk = new Agent(new ScriptedChatClient(Call(("h", "transfer_to_billing", "")))) { Name = "desk", Handoffs = [billing], ContextProviders = [new Telling("of the desk", _said)] };

        await Assert.ThrowsAsync<TimeoutException>(() => desk.RunAsync("Is it paid?", session));

        Assert.Equal(
            ["before, of the desk", "after, of the desk: Is it paid? > transfer_to_billing#h | #h=Handed over to billing.", "before, of billing", "failed, of billing: TimeoutException"],
            _said);
    }

    [Fact]
    public async Task An_agent_that_is_to_go_on_in_another_conversation_of_the_service_is_refused_the_turn()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new KeepingChatClient();
        var desk = new Agent(model) { Name = "desk", Handoffs = [new Agent(model) { Name = "billing", ChatOptions = new() { ConversationId = "resp_9" } }] };
        await desk.RunAsync("one", session);

        var refused = await Assert.ThrowsAsync<ServiceConversationException>(() => desk.RunAsync("use transfer_to_billing", session));

        Assert.Equal(2, model.Requests.Count);
        Assert.Contains("resp_9", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TurnStatus.Failed, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.Equal("3 from you: one, use transfer_to_billing, go on", (await new Agent(model) { Name = "desk" }.RunAsync("go on", session)).Text);
    }

    [Fact]
    public async Task An_agent_goes_on_in_the_conversation_that_it_names_when_it_is_the_sessions()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new KeepingChatClient("conv_", grows: true);
        var desk = new Agent(model) { Name = "desk", Handoffs = [new Agent(model) { Name = "billing", ChatOptions = new() { ConversationId = "conv_1" } }] };
        await desk.RunAsync("one", session);

        var answer = await desk.RunAsync("use transfer_to_billing", session);

        Assert.Equal(("billing", "conv_1", "conv_1"), (answer.Agent, model.Requests[2].Conversation, (await session.GetServiceConversationAsync())?.Id));
    }

    private sealed class Telling(string name, List<string> said) : ContextProvider
    {
        public override string Name => name;

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            said.Add($"before, {name}");
            return ValueTask.CompletedTask;
        }

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            said.Add(run.Exception is { } error ? $"failed, {name}: {error.GetType().Name}" : $"after, {name}: {run.Input[0].Text} > {string.Join(" | ", run.Output.Select(Describe))}");
            await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
        }

        private static string Describe(ChatMessage message) => message.Contents[0] switch
        {
            FunctionCallContent call => $"{call.Name}#{call.CallId}",
            FunctionResultContent result => $"#{result.CallId}={result.Result}",
            _ => message.Text,
        };
    }
}
