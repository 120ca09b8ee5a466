using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.History;

public sealed class HistoryProviderTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_part_of_an_answer_that_was_cut_off_is_not_shown_to_the_model()
    {
        var (model, history) = (DeskModel.Counting(), new ColloquyHistoryProvider(_store));
        AIAgent agent = model.AsAIAgent(new ChatClientAgentOptions { ChatHistoryProvider = history });
        var session = await agent.CreateSessionAsync();
        var own = await history.OpenSessionAsync(session);
        await foreach (var update in new Agent(new DeskModel(_ => DeskModel.Say("one two three")) { HangsAfterAWord = true }).RunStreamingAsync("first", own))
        {
            if (update is ModelUpdate)
                break;
        }

        await agent.RunAsync("second", session);

        Assert.True((await own.GetItemsAsync())[1].IsPartial);
        Assert.Equal(["first", "second"], model.Requests.Single().Select(message => message.Text));
    }

    [Fact]
    public async Task After_a_key_that_could_not_be_made_the_next_run_makes_one()
    {
        var fails = true;
        var history = new ColloquyHistoryProvider(_store, () => fails ? throw new InvalidOperationException("No user is signed in.") : new SessionKey("s", user: "ada"));
        AIAgent agent = DeskModel.Counting().AsAIAgent(new ChatClientAgentOptions { ChatHistoryProvider = history });
        var session = await agent.CreateSessionAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.RunAsync("first", session));
        fails = false;
        await agent.RunAsync("second", session);

        Assert.Equal(["second", "1"], (await (await history.OpenSessionAsync(session)).GetItemsAsync()).Select(item => item.Text));
    }
}
