using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Context;

public sealed class LearningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly InMemorySessionStore _store = new();
    private readonly ListLogger _logger = new();

    private IEnumerable<string> Warnings => _logger.Lines.Where(line => !line.Contains("No price", StringComparison.Ordinal));

    [Fact]
    public async Task Facts_are_stored_with_where_they_came_from_and_the_call_is_recorded_and_paid_for()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Noted."), Learn(("drink", "green tea"), ("pet", "a cat")));
        var session = await OpenAsync();

        var answer = await new Agent(model) { ContextProviders = [new MemoryLearning()] }.RunAsync("I drink green tea, and my cat too.", session, cancellationToken: Token);

        var kept = await session.GetMemory().FindAsync("drink", Token);
        Assert.Equal(("green tea", "I drink green tea, and my cat too."), (kept!.Text, (await session.GetMemory().OpenSourceAsync(kept, Token)).Item!.Text));
        Assert.Equal("a cat", (await session.GetMemory().FindAsync("pet", Token))!.Text);
        Assert.Equal("The conversation:\nuser: I drink green tea, and my cat too.\nassistant: Noted.", model.Requests[1].Messages.Single().Text);
        Assert.Equal("user: I drink green tea, and my cat too.\nassistant: Noted.", await Transcript.OfAsync(session));
        Assert.Equal((30, TurnStatus.Completed), ((int)answer.Usage.TotalTokenCount!, answer.Status));
        Assert.Contains("memory", await PurposesAsync(session));
    }

    [Fact]
    public async Task What_is_known_is_shown_so_that_it_is_corrected_and_what_has_not_changed_stays()
    {
        var session = await OpenAsync();
        await session.GetMemory().StoreAsync("drink", "green tea", cancellationToken: Token);
        await session.GetMemory().StoreAsync("pet", "a cat", cancellationToken: Token);
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Noted."), Learn(("drink", "black tea"), ("pet", "a cat")));

        await new Agent(model) { ContextProviders = [new MemoryLearning()] }.RunAsync("No green tea any more, but the cat stays.", session, cancellationToken: Token);

        Assert.StartsWith("Known already:\n- ", model.Requests[1].Messages.Single().Text, StringComparison.Ordinal);
        Assert.Equal(("black tea", 2L), ((await session.GetMemory().FindAsync("drink", Token))!.Text, (await session.GetMemory().FindAsync("drink", Token))!.Version));
        Assert.Equal(1, (await session.GetMemory().FindAsync("pet", Token))!.Version);
    }

    [Theory]
    [InlineData("nothing of the kind")]
    [InlineData("{\"memories\": 4}")]
    [InlineData("{\"memories\": [")]
    public async Task An_answer_that_is_of_no_use_costs_the_turn_nothing(string said)
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Noted."), ScriptedChatClient.Say(said));
        var session = await OpenAsync();

        var answer = await new Agent(model) { ContextProviders = [new MemoryLearning()] }.RunAsync("I like tea.", session, cancellationToken: Token);

        Assert.Equal(("Noted.", TurnStatus.Completed), (answer.Text, answer.Status));
        Assert.Equal($"Warning: Nothing was learned from turn 1 of session {session.Key}; the turn goes on without it.", Assert.Single(Warnings));
        Assert.Empty((await session.GetMemory().ListPageAsync(cancellationToken: Token)).Items);
    }

    [Fact]
    public async Task Models_wrap_facts_in_words_leave_keys_out_and_write_too_many()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Noted."), ScriptedChatClient.Say("""Here: ```{"memories":[{"text":" no key "},{"key":"","text":"empty key"},{"key":"a\nb","text":"bad key"},{"key":"x","text":" "},7,{"key":"y","text":"yes"},{"key":"z","text":"one too many"}]}```"""));
        var session = await OpenAsync();

        await new Agent(model) { ContextProviders = [new MemoryLearning { MaxFacts = 4 }] }.RunAsync("I like tea.", session, cancellationToken: Token);

        Assert.Equal(["yes", "empty key", "no key"], (await session.GetMemory().ListPageAsync(cancellationToken: Token)).Items.Select(item => item.Text));
        Assert.StartsWith("Warning: A fact that the model wrote of turn 1", Assert.Single(Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_that_failed_and_one_that_waits_teach_nothing()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("down")), ScriptedChatClient.Call(("1", "pay", "5")));
        var pay = new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string value) => value, "pay"));
        var agent = new Agent(model) { Tools = [pay], ContextProviders = [new MemoryLearning()] };
        var session = await OpenAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync("I like tea.", session, cancellationToken: Token));
        var waiting = await agent.RunAsync("Pay.", session, cancellationToken: Token);

        Assert.Equal(TurnStatus.Waiting, waiting.Status);
        Assert.Equal(2, model.Requests.Count);
    }

    [Fact]
    public async Task A_model_of_its_own_and_limits_of_usage_are_kept_to()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Noted."));
        using var cheap = new ScriptedChatClient(Learn(("drink", "tea")));
        var session = await OpenAsync();
        var agent = new Agent(model) { ContextProviders = [new MemoryLearning(cheap)], UsageLimits = [new UsageLimit { Scope = Scope.Session, Tokens = 15 }] };

        var answer = await agent.RunAsync("I like tea.", session, cancellationToken: Token);

        Assert.Equal(("Noted.", TurnStatus.Completed), (answer.Text, answer.Status));
        Assert.Empty(cheap.Requests);
        Assert.Single(Warnings);
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("one", "ada"), new OpenSessionOptions { LoggerFactory = _logger }, Token);

    private static ScriptedChatClient.Step Learn(params (string Key, string Text)[] facts) =>
        ScriptedChatClient.Say(JsonSerializer.Serialize(new { memories = facts.Select(fact => new { key = fact.Key, text = fact.Text }) }));

    private async Task<List<string?>> PurposesAsync(Session session)
    {
        var page = await _store.ReadAsync(session.Key, LogRead.All() with { Limit = 100 }, Token);
        return [.. page.Entries.Where(entry => entry.Kind == EntryKind.ModelCall).Select(entry => ((ModelCallBody)entry.Decode(session.Key)).Purpose)];
    }
}
