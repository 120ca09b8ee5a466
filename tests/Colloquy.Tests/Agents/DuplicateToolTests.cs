using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Two tools of one name are refused before the model is called.</summary>
public sealed class DuplicateToolTests
{
    [Fact]
    public async Task Two_tools_of_one_name_are_refused_before_the_model_is_called()
    {
        var model = new ScriptedChatClient();
        var agent = new Agent(model) { Name = "support", Tools = [Tool("find"), Tool("find")] };

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => agent.RunAsync("Hello"));

        Assert.Equal("Agent 'support' has two tools named 'find', among its own, those of its options and context providers, and its handoffs. Rename one, or leave it out.", refused.Message);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task So_are_two_handoffs_to_agents_of_one_name()
    {
        var model = new ScriptedChatClient();
        var agent = new Agent(model) { Handoffs = [new Agent(model) { Name = "billing" }, new Agent(model) { Name = "billing" }] };

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => agent.RunAsync("Hello"));

        Assert.Contains("two tools named 'transfer_to_billing'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_turn_says_which_tools_have_one_name()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = new Agent(new ScriptedChatClient()) { Name = "support", Tools = [Tool("find"), Tool("find")] };

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => agent.RunAsync("Hello", session));

        Assert.Equal(refused.Message, (await session.Turns.GetAsync(1)).Error);
    }

    private static AIFunction Tool(string name) => AIFunctionFactory.Create(() => 1, name);
}
