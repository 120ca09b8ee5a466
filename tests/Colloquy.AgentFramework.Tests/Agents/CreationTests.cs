using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Compaction;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

public sealed class CreationTests
{
    private readonly InMemorySessionStore _store = new();

    public static TheoryData<string, ChatClientAgentOptions> Refused => new()
    {
        { "InMemoryChatHistoryProvider", new ChatClientAgentOptions { ChatHistoryProvider = new InMemoryChatHistoryProvider() } },
        { "ReduceWith", new ChatClientAgentOptions { AIContextProviders = [new CompactionProvider(new TruncationCompactionStrategy(CompactionTriggers.Always))] } },
        { "EnableMessageInjection", new ChatClientAgentOptions { EnableMessageInjection = true } },
        { "'visits'", new ChatClientAgentOptions { AIContextProviders = [new Visits(), new Visits()] } },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Options_that_a_store_replaces_are_refused_by_name(string names, ChatClientAgentOptions options)
    {
        var error = Assert.Throws<ArgumentException>(() => DeskModel.Counting().AsAIAgent(_store, options));

        Assert.Contains(names, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_without_an_id_keeps_its_id_over_a_restart()
    {
        var options = new ChatClientAgentOptions { Name = "desk" };

        Assert.Equal("desk", DeskModel.Counting().AsAIAgent(_store, options).Id);
        Assert.Equal("d1", DeskModel.Counting().AsAIAgent(_store, new ChatClientAgentOptions { Id = "d1", Name = "desk" }).Id);
        Assert.Equal("clerk", new Agent(DeskModel.Counting()) { Name = "clerk" }.AsAIAgent(_store).Id);
    }

    [Fact]
    public void What_is_inside_an_agent_is_found()
    {
        var (model, visits) = (DeskModel.Counting(), new Visits());
        AIAgent agent = model.AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk", AIContextProviders = [visits] });

        Assert.Same(visits, agent.GetService<Visits>());
        Assert.Same(_store, agent.GetService<ISessionStore>());
        Assert.Same(model, agent.GetService<DeskModel>());
        Assert.Equal("desk", agent.GetService<ChatClientAgentOptions>()!.Name);
        Assert.Equal("desk", agent.GetService<Agent>()!.Name);
    }

    [Fact]
    public async Task A_user_is_part_of_the_key()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store, null, new ColloquyAgentOptions { NewKey = () => new SessionKey(SessionId.New(), user: "ada") });

        Assert.Equal("ada", (await agent.CreateSessionAsync()).GetColloquySession().Key.User);
    }
}
