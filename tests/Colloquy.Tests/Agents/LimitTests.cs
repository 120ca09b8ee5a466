using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class LimitTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly AIFunction _echo = AgentTool.Create((string value) => value, "echo");

    [Fact]
    public async Task The_limit_of_steps_ends_a_turn_and_keeps_its_exchanges()
    {
        var model = new ScriptedChatClient(Call(("a", "echo", "1")), Call(("b", "echo", "2")), Say("next turn"));
        var agent = new Agent(model) { Tools = [_echo], Limits = new() { Steps = 2 } };
        var session = await _store.OpenAsync(new SessionKey("s"));

        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("loop", session));
        await agent.RunAsync("go on", session);

        Assert.Equal(RunLimit.Steps, limited.Limit);
        Assert.Equal(TurnStatus.Limited, limited.Answer!.Status);
        Assert.Equal(2, limited.Answer!.ToolCalls.Count);
        Assert.Equal([TurnStatus.Completed, TurnStatus.Limited], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        Assert.Equal("user: loop\nassistant: echo#a(1)\ntool: #a=1\nassistant: echo#b(2)\ntool: #b=2\nuser: go on\nassistant: next turn", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task The_limit_of_tokens_is_checked_before_each_model_call()
    {
        var model = new ScriptedChatClient(Call(("a", "echo", "1")), Say("never"));
        var agent = new Agent(model) { Tools = [_echo], Limits = new() { Tokens = 15 } };

        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("go"));

        Assert.Equal(RunLimit.Tokens, limited.Limit);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task The_limit_of_time_ends_a_turn_that_hangs()
    {
        var agent = new Agent(new ScriptedChatClient(Wait(new TaskCompletionSource()))) { Limits = new() { Time = TimeSpan.FromMilliseconds(50) } };
        var session = await _store.OpenAsync(new SessionKey("s"));

        var limited = await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("go", session));

        Assert.Equal(RunLimit.Time, limited.Limit);
        Assert.Equal(TurnStatus.Limited, (await session.Turns.ReadAsync().FirstAsync()).Status);
    }
}
