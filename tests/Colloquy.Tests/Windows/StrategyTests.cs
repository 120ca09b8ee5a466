using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class StrategyTests : WindowTest
{
    [Fact]
    public async Task The_newest_messages_are_whole_exchanges()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "one"), Calls("a", "b"), Result("a", "1"), Result("b", "2"), new(ChatRole.Assistant, "two")]);

        Assert.Equal("assistant: two\nuser: next", await ShowAsync(session, [new NewestMessagesStrategy(4)]));
        Assert.Equal("assistant: look#a() look#b()\ntool: #a=1\ntool: #b=2\nassistant: two\nuser: next", await ShowAsync(await ForkAsync(session), [new NewestMessagesStrategy(5)]));
    }

    [Fact]
    public async Task The_newest_turns_count_the_running_one()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 5, tokens: 8);

        Assert.Equal("user: next", await ShowAsync(session, [new NewestTurnsStrategy(1)]));
        Assert.Equal("question 5, answer 5, next", Names((await NextAsync(await ForkAsync(session), [new NewestTurnsStrategy(2)])).Requests[0]));
    }

    [Fact]
    public async Task A_trigger_cuts_in_large_steps()
    {
        var session = await OpenAsync();
        var model = Answering(10);
        var agent = new Agent(model) { Window = [CompactionTrigger.TurnsExceed(6, new NewestTurnsStrategy(2))] };

        for (var turn = 1; turn <= 14; turn++)
            await agent.RunAsync($"question {turn}", session);

        Assert.Equal([1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 2, 3, 4], model.Requests.Select(request => request.Count(message => message.Role == ChatRole.User)));
    }

    [Fact]
    public async Task Triggers_by_messages_and_tokens_do_nothing_below_their_numbers()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 5, tokens: 20);

        var report = await session.Window.PreviewAsync([CompactionTrigger.MessagesExceed(10, new NewestMessagesStrategy(2)), CompactionTrigger.TokensExceed(200, new NewestMessagesStrategy(2))]);
        var cut = await session.Window.PreviewAsync([CompactionTrigger.MessagesExceed(9, new NewestMessagesStrategy(2))]);
        var full = await session.Window.PreviewAsync([CompactionTrigger.TokensExceed(199, new NewestMessagesStrategy(2))]);

        Assert.Equal((10, 2, 2), (report.Messages.Count, cut.Messages.Count, full.Messages.Count));
    }

    [Fact]
    public async Task A_long_result_is_shown_without_its_middle_from_the_first_time_on()
    {
        var session = await OpenAsync();
        using var model = new AnsweringChatClient(messages => messages[^1].Role == ChatRole.User ? Calls($"call-{messages.Count}") : new ChatMessage(ChatRole.Assistant, "done"));
        var agent = new Agent(model) { Window = [new ShortenToolResultsStrategy(100)], Tools = [AIFunctionFactory.Create(() => "begin " + new string('x', 10_000) + " end", "look")] };

        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);

        var shown = model.Requests.Skip(1).Select(request => (string)request.First(message => message.Role == ChatRole.Tool).Contents.OfType<FunctionResultContent>().Single().Result!).ToArray();
        Assert.StartsWith("begin xxx", shown[0], StringComparison.Ordinal);
        Assert.EndsWith("xxx end", shown[0], StringComparison.Ordinal);
        Assert.Contains("[… 9,612 of 10,010 characters left out here …]", shown[0], StringComparison.Ordinal);
        Assert.Single(shown.Distinct());
        Assert.Equal(10_010, ((await session.GetItemsAsync())[2].Message.Contents.OfType<FunctionResultContent>().Single().Result?.ToString() ?? "").Length);
    }

    [Fact]
    public async Task Older_results_collapse_to_one_line()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "go"), Calls("a"), Result("a", new string('a', 500)), Calls("b"), Result("b", new string('b', 500)), Calls("c"), Result("c", "short")]);

        var shown = await ShowAsync(session, [new CollapseToolResultsStrategy(keepNewest: 2)]);

        Assert.Contains("#a=[An older result of 500 characters, not shown any more. Call the tool again if it is needed.]", shown, StringComparison.Ordinal);
        Assert.Contains($"#b={new string('b', 500)}", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reducer_is_given_what_stands_before_the_turn_and_is_balanced()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "one"), Calls("a"), Result("a", "1"), new(ChatRole.Assistant, "two")]);
        var reducer = new Reducer(messages => [new ChatMessage(ChatRole.User, "in short: one"), .. messages.Skip(2)]);

        var shown = await ShowAsync(session, [new ChatReducerStrategy(reducer)]);

        Assert.Equal("user: in short: one\nassistant: two\nuser: next", shown);
        Assert.Equal(4, Assert.Single(reducer.Given));
    }

    [Fact]
    public async Task A_call_that_a_reducer_keeps_keeps_its_result_unless_the_reducer_made_another()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "one"), Calls("a"), Result("a", "1"), new(ChatRole.Assistant, "two")]);
        var without = new Reducer(messages => messages.Where(message => message.Role != ChatRole.Tool));
        var other = new Reducer(messages => [messages[0], messages[1], Result("a", "in short: 1"), messages[3]]);

        var shown = await ShowAsync(session, [new ChatReducerStrategy(without)]);
        await session.UndoTurnAsync();
        var shortened = await ShowAsync(session, [new ChatReducerStrategy(other)]);

        Assert.Equal("user: one\nassistant: look#a()\ntool: #a=1\nassistant: two\nuser: next", shown);
        Assert.Equal("user: one\nassistant: look#a()\ntool: #a=in short: 1\nassistant: two\nuser: next", shortened);
    }

    [Fact]
    public async Task A_reducer_is_asked_once_in_a_turn()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        var reducer = new Reducer(messages => messages.TakeLast(1));
        using var model = new AnsweringChatClient(messages => messages[^1].Role == ChatRole.User ? Calls("a") : new ChatMessage(ChatRole.Assistant, "done"));

        await new Agent(model) { Window = [new ChatReducerStrategy(reducer)], Tools = [AIFunctionFactory.Create(() => "x", "look")] }.RunAsync("next", session);

        Assert.Equal(2, model.Requests.Count);
        Assert.Single(reducer.Given);
    }

    [Fact]
    public async Task A_strategy_of_ones_own_leaves_out_and_says_why()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "thanks"), new(ChatRole.Assistant, "you are welcome"), new(ChatRole.User, "pay")]);

        var report = await session.Window.PreviewAsync([new WithoutThanks()]);

        Assert.Equal("you are welcome, pay", Names(report.Messages).Replace("you are", "you are welcome", StringComparison.Ordinal));
        Assert.Equal("small talk", report.Rows[0].Reason);
    }

    [Fact]
    public async Task A_model_that_fails_a_strategy_is_asked_once_in_a_turn_and_the_failure_is_logged()
    {
        var logger = new ListLogger();
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = logger });
        var asked = new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("overloaded")), ScriptedChatClient.Say("pumps"));
        using var model = new AnsweringChatClient(messages => messages[^1].Role == ChatRole.User ? Calls("a") : new ChatMessage(ChatRole.Assistant, "done"));
        var strategy = new Asking(asked);

        await new Agent(model) { Window = [strategy], Tools = [AIFunctionFactory.Create(() => "x", "look")] }.RunAsync("next", session);

        Assert.Equal([null, null], strategy.Answers);
        Assert.Single(asked.Requests);
        Assert.Single(logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("topic", StringComparison.Ordinal));
        Assert.Equal("topic", (await session.Turns.GetContentsAsync(1)).ModelCalls[0].Purpose);
    }

    [Fact]
    public async Task A_strategy_that_asks_after_the_run_is_refused_before_the_model_is_called()
    {
        var session = await OpenAsync();
        var asked = new ScriptedChatClient(ScriptedChatClient.Say("pumps"), ScriptedChatClient.Say("valves"));
        var strategy = new Asking(asked);
        await new Agent(Answering(10)) { Window = [strategy] }.RunAsync("next", session);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await strategy.Last!.AskAsync("topic", "And now?"));

        Assert.Equal(["pumps"], strategy.Answers);
        Assert.Single(asked.Requests);
    }

    [Fact]
    public async Task Strategies_compose()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "old"), Calls("a"), Result("a", new string('x', 4_000)), new(ChatRole.Assistant, "fine")]);

        var alone = await session.Window.PreviewAsync([new TokenBudgetStrategy(200)]);
        var both = await session.Window.PreviewAsync([new ShortenToolResultsStrategy(50), new TokenBudgetStrategy(200)]);

        Assert.DoesNotContain(alone.Messages, message => message.Text == "old");
        Assert.Contains(both.Messages, message => message.Text == "old");
        Assert.True(both.Rows.Single(row => row.Role == ChatRole.Tool) is { IsShown: true, IsChanged: true });
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBudgetStrategy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBudgetStrategy(1) { Leave = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NewestMessagesStrategy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NewestTurnsStrategy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShortenToolResultsStrategy(19));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollapseToolResultsStrategy(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepImportantStrategy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => CompactionTrigger.TurnsExceed(0, new NewestTurnsStrategy(1)));
        Assert.Throws<ArgumentNullException>(() => new ChatReducerStrategy(null!));
    }

    private static async Task<string> ShowAsync(Session session, WindowPipeline window) => Transcript.Of((await NextAsync(session, window)).Requests[0]);

    private static async Task<AnsweringChatClient> NextAsync(Session session, WindowPipeline window)
    {
        var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "ok"));
        await new Agent(model) { Window = window }.RunAsync("next", session);
        return model;
    }

    /// <summary>The session without the turn that was run on it.</summary>
    private static async Task<Session> ForkAsync(Session session)
    {
        await session.UndoTurnAsync();
        return session;
    }

    private sealed class WithoutThanks : CompactionStrategy
    {
        public override ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
        {
            context.ForEach(group =>
            {
                if (group.Messages[0].Text == "thanks")
                    group.LeaveOut("small talk");
            });
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Reducer(Func<IReadOnlyList<ChatMessage>, IEnumerable<ChatMessage>> reduce) : IChatReducer
    {
        public List<int> Given { get; } = [];

        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
        {
            ChatMessage[] given = [.. messages];
            Given.Add(given.Length);
            return Task.FromResult(reduce(given));
        }
    }

    private sealed class Asking(IChatClient client) : CompactionStrategy
    {
        public List<string?> Answers { get; } = [];

        public CompactionContext? Last { get; private set; }

        public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
        {
            Last = context;
            Answers.Add(await context.AskAsync("topic", "What is it about?", client: client, cancellationToken: cancellationToken));
        }
    }
}
