using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class SessionChatClientTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Code_that_takes_a_chat_client_gets_the_history_of_the_session()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(Say("Hello Ada."), Say("Ada."));
        using var client = new SessionChatClient(model, session);

        await client.GetResponseAsync([new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, "I am Ada.")]);
        var response = await client.GetResponseAsync("Who am I?");

        Assert.Equal("Ada.", response.Text);
        Assert.Equal("user: I am Ada.\nassistant: Hello Ada.\nuser: Who am I?", Transcript.Of(model.Requests[1].Messages));
        Assert.Equal("system: Be kind.\nuser: I am Ada.", Transcript.Of(model.Requests[0].Messages));
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_stream_is_recorded_too()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var client = new SessionChatClient(new ScriptedChatClient(Say("one two")), session);

        var text = string.Concat(await client.GetStreamingResponseAsync("count").Select(update => update.Text).ToListAsync());

        Assert.Equal("one two ", text);
        Assert.Equal("user: count\nassistant: one two ", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_tool_loop_of_the_callers_goes_on_with_the_same_turn()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(Call(("c1", "add", "2")), Say("It is 4."));
        using var client = new SessionChatClient(model, session);

        var asked = await client.GetResponseAsync("2+2?");
        var options = new ChatOptions { ConversationId = asked.ConversationId };
        await client.GetResponseAsync([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "4")])], options);

        Assert.Equal("user: 2+2?\nassistant: add#c1(2)\ntool: #c1=4\nassistant: It is 4.", await Transcript.OfAsync(session));
        Assert.Equal("user: 2+2?\nassistant: add#c1(2)\ntool: #c1=4", Transcript.Of(model.Requests[1].Messages));
        Assert.Null(model.Requests[1].Options?.ConversationId);
        Assert.Equal(1, await session.Turns.CountAsync());
        Assert.Equal(TurnStatus.Completed, (await session.Turns.ReadAsync().FirstAsync()).Status);
    }

    [Fact]
    public async Task A_failure_of_the_model_is_recorded_and_comes_through()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var client = new SessionChatClient(new ScriptedChatClient(Throw(new HttpRequestException("down"))), session);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync("hi"));

        Assert.Equal((TurnStatus.Failed, "down"), await session.Turns.ReadAsync().Select(turn => (turn.Status, turn.Error)).FirstAsync());
    }
}
