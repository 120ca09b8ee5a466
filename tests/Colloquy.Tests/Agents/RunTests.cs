using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class RunTests
{
    private readonly InMemorySessionStore _store = new();

    [Theory]
    [InlineData(Durability.Step)]
    [InlineData(Durability.Turn)]
    public async Task A_turn_with_tools_leaves_an_exact_transcript(Durability durability)
    {
        var model = new ScriptedChatClient(Call(("c1", "upper", "abc")), Say("It is ABC."));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => value.ToUpperInvariant(), "upper")], Durability = durability };
        var session = await _store.OpenAsync(new SessionKey("s"));

        var answer = await agent.RunAsync("Shout abc", session);

        Assert.Equal("user: Shout abc\nassistant: upper#c1(abc)\ntool: #c1=ABC\nassistant: It is ABC.", await Transcript.OfAsync(session));
        Assert.Equal(await Transcript.OfAsync(session), Transcript.Of(answer.Messages));
        Assert.Equal("It is ABC.", answer.Text);
        Assert.Equal(TurnStatus.Completed, answer.Status);
        Assert.Equal(1, answer.TurnNumber);
        Assert.Equal(30, answer.Usage.TotalTokenCount);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Fact]
    public async Task The_next_turn_is_shown_what_came_before()
    {
        var model = new ScriptedChatClient(Say("Hello Ada."), Say("Ada."));
        var agent = new Agent(model) { Instructions = "Be brief." };
        var session = await _store.OpenAsync(new SessionKey("s"));

        await agent.RunAsync("I am Ada.", session);
        var answer = await agent.RunAsync("Who am I?", session);

        Assert.Equal("user: I am Ada.\nassistant: Hello Ada.\nuser: Who am I?", Transcript.Of(model.Requests[1].Messages));
        Assert.Equal("Be brief.", model.Requests[1].Options?.Instructions);
        Assert.Equal(2, answer.CarriedIn);
        Assert.Equal(2, answer.TurnNumber);
        Assert.Equal(4, answer.Conversation.Count);
    }

    [Fact]
    public async Task Instructions_are_no_part_of_the_history()
    {
        var agent = new Agent(new ScriptedChatClient(Say("ok"))) { Instructions = "secret rules" };
        var session = await _store.OpenAsync(new SessionKey("s"));

        await agent.RunAsync("hi", session);

        Assert.Equal("user: hi\nassistant: ok", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_conversation_can_be_carried_on_without_a_session()
    {
        var model = new ScriptedChatClient(Say("Nice."), Say("May."));
        var agent = new Agent(model);

        var first = await agent.RunAsync("We aim for May.");
        var second = await agent.RunAsync([.. first.Conversation, new(ChatRole.User, "What for?")]);

        Assert.Equal("user: We aim for May.\nassistant: Nice.\nuser: What for?", Transcript.Of(model.Requests[1].Messages));
        Assert.Equal(2, second.CarriedIn);
        Assert.Equal("user: What for?\nassistant: May.", Transcript.Of(second.Messages));
    }

    [Fact]
    public async Task Options_of_a_run_are_laid_over_those_of_the_agent()
    {
        var model = new ScriptedChatClient(Say("ok"));
        var agent = new Agent(model) { ChatOptions = new() { Temperature = 0.1f, MaxOutputTokens = 50 } };

        await agent.RunAsync("hi", options: new() { ChatOptions = new() { Temperature = 0.9f } });

        Assert.Equal(0.9f, model.Requests[0].Options?.Temperature);
        Assert.Equal(50, model.Requests[0].Options?.MaxOutputTokens);
    }

    [Fact]
    public async Task Instructions_can_be_computed_for_each_run()
    {
        var model = new ScriptedChatClient(Say("ok"));
        var agent = new Agent(model) { InstructionsFactory = run => ValueTask.FromResult<string?>($"Serve {run.User}, turn {run.TurnNumber}.") };
        var session = await _store.OpenAsync(new SessionKey("s", user: "ada"));

        await agent.RunAsync("hi", session);

        Assert.Equal("Serve ada, turn 1.", model.Requests[0].Options?.Instructions);
    }

    [Fact]
    public async Task A_failed_turn_keeps_the_message_and_whole_exchanges()
    {
        var model = new ScriptedChatClient(Call(("c1", "upper", "a")), Throw(new HttpRequestException("the service is down")), Say("Back."));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => value.ToUpperInvariant(), "upper")] };
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync("go", session));
        var turn = await session.Turns.ReadAsync().FirstAsync();
        await agent.RunAsync("again", session);

        Assert.Equal(TurnStatus.Failed, turn.Status);
        Assert.Equal("the service is down", turn.Error);
        Assert.Equal("user: go\nassistant: upper#c1(a)\ntool: #c1=A\nuser: again\nassistant: Back.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_closed_session_takes_no_turn()
    {
        var agent = new Agent(new ScriptedChatClient(Say("never")));
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.CloseAsync();

        await Assert.ThrowsAsync<SessionClosedException>(() => agent.RunAsync("hi", session));

        Assert.Empty(await session.GetItemsAsync());
    }
}
