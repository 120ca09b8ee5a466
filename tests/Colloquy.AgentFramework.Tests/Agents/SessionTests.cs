using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

public sealed class SessionTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_session_serializes_to_its_key_and_contains_nothing_of_the_conversation()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store);
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("a secret", session);

        var json = (await agent.SerializeSessionAsync(session)).GetRawText();

        Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        Assert.Contains(session.GetColloquySession().Key.Id, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_on_a_branch_is_restored_on_that_branch()
    {
        var agent = DeskModel.Counting().AsAIAgent(_store);
        var session = await agent.OpenSessionAsync(new SessionKey("s", user: "ada"));
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        var fork = await agent.OpenSessionAsync(await session.Session.Branches.ForkAfterTurnAsync(1, "what-if"));

        var restored = await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(fork));
        await agent.RunAsync("other", restored);

        Assert.Equal(["first", "1", "other", "2"], (await restored.GetColloquySession().GetItemsAsync()).Select(item => item.Text));
        Assert.Equal(4, (await session.Session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task Values_that_are_put_in_the_state_bag_between_runs_are_serialized_and_committed_with_the_next_run()
    {
        var agent = DeskModel.Counting().AsAIAgent(_store);
        var session = await agent.OpenSessionAsync(new SessionKey("s"));
        await agent.RunAsync("first", session);
        session.StateBag.SetValue("language", "en");

        var restored = await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(session));
        Assert.Equal("en", restored.StateBag.GetValue<string>("language"));
        Assert.Null(await session.Session.State.FindAsync("agent_framework/language"));
        await agent.RunAsync("second", restored);

        Assert.Equal("en", await session.Session.State.GetAsync<string>("agent_framework/language"));
        restored.StateBag.TryRemoveValue("language");
        await agent.RunAsync("third", restored);
        Assert.Null(await session.Session.State.FindAsync("agent_framework/language"));
    }

    [Fact]
    public async Task A_refreshed_session_has_the_state_bag_of_its_head_and_what_no_run_committed()
    {
        var visits = new Visits();
        var agent = DeskModel.Counting().AsAIAgent(_store, new ChatClientAgentOptions { AIContextProviders = [visits] });
        var session = await agent.OpenSessionAsync(new SessionKey("s"));
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        session.StateBag.SetValue("mine", "kept");

        await session.Session.UndoTurnAsync();
        await session.RefreshAsync();

        Assert.Equal((1, "kept"), (session.StateBag.GetValue<Visits.Count>("visits")!.Value, session.StateBag.GetValue<string>("mine")));
    }

    [Fact]
    public async Task The_state_bag_is_committed_with_the_end_of_the_turn()
    {
        var agent = DeskModel.Counting().AsAIAgent(_store, new ChatClientAgentOptions { AIContextProviders = [new Visits()] });
        var session = await agent.OpenSessionAsync(new SessionKey("s"));

        await agent.RunAsync("first", session);

        var last = await session.Session.Turns.GetAsync(1);
        var version = (await session.Session.State.FindAsync("agent_framework/visits"))!.Version.Value;
        Assert.InRange(version, last.Start.Value, last.End.Value);
    }

    [Fact]
    public async Task What_is_no_session_of_such_an_agent_is_refused_with_what_to_do()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store);
        AIAgent other = DeskModel.Counting().AsAIAgent(new ChatClientAgentOptions());
        var foreign = await other.CreateSessionAsync();

        Assert.Contains("OpenSessionAsync", (await Assert.ThrowsAsync<ArgumentException>(() => agent.RunAsync("hello", foreign))).Message, StringComparison.Ordinal);
        Assert.Contains("AddAsync", (await Assert.ThrowsAsync<ArgumentException>(async () => await agent.DeserializeSessionAsync(await other.SerializeSessionAsync(foreign)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await agent.DeserializeSessionAsync(JsonSerializer.SerializeToElement(new { session = 5 })));
        Assert.Contains("AsAIAgent", Assert.Throws<InvalidOperationException>(foreign.GetColloquySession).Message, StringComparison.Ordinal);
        Assert.Contains("AsAIAgent", (await Assert.ThrowsAsync<InvalidOperationException>(() => other.ResumeAsync(foreign))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_was_deleted_is_not_restored_as_an_empty_one()
    {
        AIAgent agent = DeskModel.Counting().AsAIAgent(_store);
        var session = await agent.CreateSessionAsync();
        var kept = await agent.SerializeSessionAsync(session);

        await session.GetColloquySession().DeleteAsync();

        await Assert.ThrowsAsync<SessionNotFoundException>(async () => await agent.DeserializeSessionAsync(kept));
    }
}
