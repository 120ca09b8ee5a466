using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Windows of every built-in strategy go on from those of the turn before. What they show is compared by <see cref="HistoryCachePropertyTests"/>.</summary>
public sealed class WindowBlockStrategyTests : WindowTest
{
    private const int Turns = 30;

    public static TheoryData<string, WindowPipeline> Pipelines => new()
    {
        { "everything", [] },
        { "a budget", [new TokenBudgetStrategy(3_000)] },
        { "a budget that is full at each turn", [new TokenBudgetStrategy(1_000) { Leave = 0.98 }] },
        { "the newest messages", [new NewestMessagesStrategy(20)] },
        { "the newest turns", [new NewestTurnsStrategy(6)] },
        { "the newest messages within a budget", [new NewestMessagesStrategy(20), new TokenBudgetStrategy(5_000)] },
        { "collapsed results", [new CollapseToolResultsStrategy(3)] },
        { "shortened results", [new ShortenToolResultsStrategy(20)] },
        { "older results shortened", [new ShortenToolResultsStrategy(20, keepNewest: 4), new TokenBudgetStrategy(100_000)] },
        { "the newest turns now and then", [CompactionTrigger.TurnsExceed(6, new NewestTurnsStrategy(3))] },
        { "a rule of the application's", [Visibility.When(group => group.Messages.Count < 3)] },
        { "named agents", [Visibility.Of("ada"), new TokenBudgetStrategy(100_000)] },
    };

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task Nearly_all_windows_of_a_strategy_go_on_from_an_earlier_one(string name, WindowPipeline pipeline)
    {
        var app = name.Replace(' ', '-');
        using var counts = new HistoryCounts(app);
        var session = await OpenOfAsync(app);
        var (talking, other) = (Agent(pipeline), new Agent(Answering(tokens: 20)) { Name = "ada" });

        for (var i = 0; i < Turns; i++)
            await (i % 6 == 5 ? other : talking).RunAsync(Text($"question {i}", 30), session);

        AssertContinued(counts);
    }

    [Fact]
    public async Task Windows_with_pinned_messages_before_the_cut_and_behind_it_go_on_from_earlier_ones()
    {
        using var counts = new HistoryCounts("pins");
        var session = await OpenOfAsync("pins");
        await AddTurnsAsync(session, 20);
        var agent = Agent([new CollapseToolResultsStrategy(2), new TokenBudgetStrategy(2_000)]);
        await agent.RunAsync("first", session);
        var items = await session.GetItemsAsync();
        await session.Window.PinAsync(items[3].Position);
        await session.Window.PinAsync(items[^2].Position);

        for (var i = 0; i < Turns; i++)
            await agent.RunAsync(Text($"question {i}", 20), session);

        AssertContinued(counts);
    }

    [Fact]
    public async Task Windows_that_keep_what_is_important_go_on_from_earlier_ones()
    {
        using var counts = new HistoryCounts("important");
        using var judge = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, """{"scores": [{"part": 1, "score": 9, "reason": "so"}, {"part": 2, "score": 8, "reason": "so"}]}"""));
        var session = await OpenOfAsync("important");
        await AddTurnsAsync(session, 20);
        var agent = Agent([new TokenBudgetStrategy(2_000), new KeepImportantStrategy(500, judge)]);

        for (var i = 0; i < Turns; i++)
            await agent.RunAsync(Text($"question {i}", 10), session);

        Assert.NotEmpty(judge.Requests);
        AssertContinued(counts);
    }

    [Fact]
    public async Task Windows_behind_messages_of_the_caller_go_on_from_earlier_ones()
    {
        using var counts = new HistoryCounts("client");
        using var model = Answering(tokens: 10);
        using var client = new SessionChatClient(model, await OpenOfAsync("client"));

        for (var i = 0; i < Turns; i++)
            await client.GetResponseAsync([new ChatMessage(ChatRole.System, $"It is {i} o'clock."), new ChatMessage(ChatRole.User, $"question {i}")]);

        Assert.Equal("It is 29 o'clock.", model.Requests[^1][0].Text);
        Assert.Equal(60, model.Requests[^1].Count);
        AssertContinued(counts);
    }

    [Fact]
    public async Task Results_that_are_far_back_are_shown_shorter_once_newer_ones_came()
    {
        var session = await OpenOfAsync("far");
        await session.AddAsync([Calls("c1"), Result("c1", Text("first result", 100))]);
        await AddTurnsAsync(session, 100, tokens: 10);
        var calls = false;
        using var model = new AnsweringChatClient(messages => calls && messages[^1].Role == ChatRole.User ? Calls("c2") : new ChatMessage(ChatRole.Assistant, "yes"));
        var agent = new Agent(model) { Window = [new CollapseToolResultsStrategy(1)], Tools = [AIFunctionFactory.Create(() => Text("second result", 100), "look")] };
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        calls = true;

        await agent.RunAsync("third", session);
        await agent.RunAsync("fourth", session);

        Assert.All(model.Requests.Take(3), request => Assert.StartsWith("first result", ResultAt(request, 1), StringComparison.Ordinal));
        Assert.All(model.Requests.Skip(3), request => Assert.StartsWith("[An older result of", ResultAt(request, 1), StringComparison.Ordinal));
        Assert.Equal(6, model.Requests.Count);
    }

    [Fact]
    public async Task What_is_important_is_left_out_once_the_service_counts_so_many_tokens_that_it_does_not_fit()
    {
        using var judge = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, """{"scores": [{"part": 1, "score": 9, "reason": "so"}]}"""));
        var session = await OpenOfAsync("fits");
        await AddTurnsAsync(session, 60);
        var counts = false;
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"))
        {
            Usage = messages => counts ? new UsageDetails { InputTokenCount = (long)(1.6 * messages.Sum(TokenCounter.Estimate.Count)) } : null,
        };
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(4_000), new KeepImportantStrategy(100, judge)] };
        foreach (var input in (string[])["first", "second", "third"])
            await agent.RunAsync(input, session);
        counts = true;

        await agent.RunAsync("fourth", session);
        await agent.RunAsync("fifth", session);

        Assert.Equal([true, true, true, true, false], model.Requests.Select(request => Names(request.Take(1)) == "question 1"));
        Assert.Single(judge.Requests);
    }

    [Fact]
    public async Task A_rule_that_decides_otherwise_than_before_is_obeyed()
    {
        var session = await OpenOfAsync("rule");
        var shows = true;
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        var agent = new Agent(model) { Name = "talking", Window = [Visibility.When(_ => shows)] };
        await new Agent(Answering(tokens: 10)) { Name = "ada" }.RunAsync("to ada", session);
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        shows = false;

        await agent.RunAsync("third", session);
        shows = true;
        await agent.RunAsync("fourth", session);

        Assert.Equal([true, true, false, true], model.Requests.Select(request => request.Any(message => message.AuthorName == "ada")));
    }

    private static string ResultAt(IReadOnlyList<ChatMessage> messages, int index) => $"{Assert.IsType<FunctionResultContent>(messages[index].Contents[0]).Result}";

    private static Agent Agent(WindowPipeline pipeline)
    {
        var number = 0;
        var model = new AnsweringChatClient(messages => ++number % 3 == 0 && messages[^1].Role == ChatRole.User ? Calls($"c{number}") : new ChatMessage(ChatRole.Assistant, Text($"answer {number}", 20))) { Usage = _ => null };
        return new Agent(model) { Name = "talking", Window = pipeline, Tools = [AIFunctionFactory.Create(() => Text("found", 60), "look")] };
    }

    private static void AssertContinued(HistoryCounts counts) => Assert.True(counts["continued"] >= 4 * counts["built"], counts.ToString());

    private Task<Session> OpenOfAsync(string app) => Store.OpenAsync(new SessionKey("s", user: "u", app: app));
}
