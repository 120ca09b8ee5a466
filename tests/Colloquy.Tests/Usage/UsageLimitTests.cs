using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests;

public sealed class UsageLimitTests
{
    private static readonly PriceTable Prices = new([new() { Provider = "scripted", Model = "m", Input = 1, Output = 0 }]);

    private readonly FakeTimeProvider _time = new();
    private readonly InMemorySessionStore _store;
    private readonly AIFunction _echo = AgentTool.Create((string value) => value, "echo");

    public UsageLimitTests() => _store = new InMemorySessionStore(_time);

    [Fact]
    public async Task A_session_at_its_limit_of_tokens_ends_the_turn_before_the_model_is_called()
    {
        var session = await OpenAsync("s");
        var model = new ScriptedChatClient(Reply.Say("one", "m", 90, 10), Reply.Say("never", "m", 1, 1));
        var agent = new Agent(model) { Prices = Prices, UsageLimits = [new() { Tokens = 100 }] };
        await agent.RunAsync("first", session);

        var refused = await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("second", session));

        Assert.Single(model.Requests);
        Assert.Equal((100, null, TurnStatus.Limited), (refused.Spent!.TotalTokens, refused.FreesAt, refused.Answer!.Status));
        Assert.Equal("Session 's' of user 'ada' in app 'default' has reached its limit of 100 tokens per session: 100 tokens and $0.00009 are spent, and the model was not called. Raise the limit to go on.", refused.Message);
        Assert.Equal([TurnStatus.Limited, TurnStatus.Completed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        Assert.Equal("user: first\nassistant: one\nuser: second", await Transcript.OfAsync(session));
        var end = (TurnEndBody)(await _store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.TurnEnd] })).Entries[^1].Decode(session.Key);
        Assert.Equal(RunLimit.Usage, end.Limit);
    }

    [Theory]
    [InlineData(Durability.Step)]
    [InlineData(Durability.Turn)]
    public async Task What_the_turn_itself_has_used_counts_committed_or_not(Durability durability)
    {
        var session = await OpenAsync("s");
        var model = new ScriptedChatClient(Reply.Call("echo", "m", 100, 0), Reply.Say("never", "m", 1, 1));
        var agent = new Agent(model) { Prices = Prices, Tools = [_echo], Durability = durability, UsageLimits = [new() { Cost = 0.0001m }] };

        var refused = await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("go", session));

        Assert.Single(model.Requests);
        Assert.Equal(0.0001m, refused.Spent!.Cost);
        Assert.Equal("user: go\nassistant: echo#call 100(x)\ntool: #call 100=x", await Transcript.OfAsync(session));
        Assert.Equal(100, (await session.Usage.GetAsync()).TotalTokens);
    }

    [Fact]
    public async Task A_user_is_limited_on_all_sessions_of_the_app_and_others_are_not()
    {
        UsageLimit[] limits = [new() { Scope = Scope.User, Tokens = 100 }];
        Agent Saying() => new(new ScriptedChatClient(Reply.Say("one", "m", 100, 0))) { Prices = Prices, UsageLimits = limits };
        await Saying().RunAsync("first", await OpenAsync("one"));

        await Assert.ThrowsAsync<TurnLimitException>(async () => await Saying().RunAsync("second", await OpenAsync("two")));
        await Saying().RunAsync("mine", await OpenAsync("one", "ben"));
        await (await OpenAsync("one")).DeleteAsync();
        await Assert.ThrowsAsync<TurnLimitException>(async () => await Saying().RunAsync("third", await OpenAsync("one")));

        Assert.Equal(100, (await _store.GetUsageAsync(new SessionOwner("ada"))).TotalTokens);
    }

    [Fact]
    public async Task A_period_slides_and_tells_when_it_frees_up()
    {
        var session = await OpenAsync("s");
        var agent = new Agent(new ScriptedChatClient(Reply.Say("one", "m", 60, 0), Reply.Say("two", "m", 50, 0), Reply.Say("three", "m", 1, 0)))
        {
            Prices = Prices,
            UsageLimits = [new() { Tokens = 100, Per = TimeSpan.FromHours(24) }],
        };
        await agent.RunAsync("first", session);
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(10));
        await agent.RunAsync("second", session);

        var refused = await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("third", session));
        _time.Advance(refused.FreesAt!.Value - _time.GetUtcNow());
        await agent.RunAsync("fourth", session);

        Assert.Equal(110, refused.Spent!.TotalTokens);
        Assert.InRange(refused.FreesAt.Value, first + TimeSpan.FromHours(24) - TimeSpan.FromSeconds(5), first + TimeSpan.FromHours(24) + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_run_may_have_limits_of_its_own()
    {
        var session = await OpenAsync("s");
        var agent = new Agent(new ScriptedChatClient(Reply.Say("one", "m", 60, 0))) { Prices = Prices, UsageLimits = [new() { Tokens = 0 }] };

        await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("first", session));
        await agent.RunAsync("second", session, new() { UsageLimits = [] });

        Assert.Equal(60, (await session.Usage.GetAsync()).TotalTokens);
    }

    [Fact]
    public async Task A_wrapped_client_is_limited_too()
    {
        var session = await OpenAsync("s");
        var model = new ScriptedChatClient(Reply.Say("one", "m", 60, 0));
        using var client = new SessionChatClient(model, session) { Prices = Prices, UsageLimits = [new() { Tokens = 60 }] };
        await client.GetResponseAsync("first");

        var refused = await Assert.ThrowsAsync<TurnLimitException>(() => client.GetResponseAsync("second"));

        Assert.Single(model.Requests);
        Assert.Null(refused.Answer);
        Assert.Equal([TurnStatus.Limited, TurnStatus.Completed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
    }

    [Fact]
    public async Task A_limit_of_a_user_needs_one()
    {
        var model = new ScriptedChatClient(Reply.Say("never", "m", 60, 0));
        var agent = new Agent(model) { UsageLimits = [new() { Scope = Scope.User, Tokens = 60 }] };

        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.RunAsync("go"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.RunAsync("go", await OpenAsync("s", null)));

        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task A_limit_of_nothing_is_refused()
    {
        var agent = new Agent(new ScriptedChatClient()) { UsageLimits = [new() { Per = TimeSpan.FromDays(1) }] };

        await Assert.ThrowsAsync<ArgumentException>(() => agent.RunAsync("go"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UsageLimit { Per = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new UsageLimit { Tokens = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new UsageLimit { Cost = -1 });
    }

    private Task<Session> OpenAsync(string id, string? user = "ada") => _store.OpenAsync(new SessionKey(id, user), new() { TimeProvider = _time });
}
