using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class TokenBudgetTests : WindowTest
{
    [Fact]
    public async Task Everything_is_shown_until_the_budget_is_full()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 50);
        var model = Answering();

        await new Agent(model).RunAsync("next", session);

        Assert.Equal(101, model.Requests[0].Count);
        Assert.Null((await CallsAsync(Store, session))[0].Cut);
    }

    [Fact]
    public async Task A_full_budget_is_cut_to_its_half_where_a_turn_begins()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 50);
        var model = Answering();

        await new Agent(model) { Window = [new TokenBudgetStrategy(2_000)] }.RunAsync("next", session);

        Assert.Equal("question 45", Names(model.Requests[0].Take(1)));
        Assert.InRange(model.Requests[0].Sum(TokenCounter.Estimate.Count), 800, 1_000);
    }

    [Fact]
    public async Task The_window_begins_where_it_began_until_the_budget_is_full_again()
    {
        var session = await OpenAsync();
        var model = Answering();
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(2_000)] };

        for (var turn = 1; turn <= 60; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), await OpenAsync());

        // 13 turns fill the budget; a cut leaves 6 of them, and 7 more fill it again.
        var begins = model.Requests.Select(request => Names(request.Take(1))).Distinct().ToArray();
        Assert.InRange(begins.Length, 7, 9);
        Assert.All(model.Requests, request => Assert.InRange(request.Sum(TokenCounter.Estimate.Count), 0, 2_000));
    }

    [Fact]
    public async Task Nearly_all_of_a_prompt_is_the_beginning_of_the_one_before()
    {
        var session = await OpenAsync();
        var model = Answering(75);
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(8_000)] };

        for (var turn = 1; turn <= 200; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), session);

        var prompts = model.Sent.Select(Encoding.UTF8.GetBytes).ToArray();
        var shares = prompts.Zip(prompts.Skip(1), (before, now) => (double)now.AsSpan().CommonPrefixLength(before) / now.Length);
        Assert.InRange(shares.Average(), 0.9, 1);
    }

    [Fact]
    public async Task A_cut_that_was_undone_is_forgotten()
    {
        var session = await OpenAsync();
        var model = Answering();
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(2_000)] };
        for (var turn = 1; turn <= 14; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), session);
        Assert.NotEqual("question 1", Names(model.Requests[^1].Take(1)));

        await session.UndoTurnAsync();
        await session.UndoTurnAsync();
        await session.UndoTurnAsync();
        await agent.RunAsync(Text("again", 75), session);

        Assert.Equal("question 1", Names(model.Requests[^1].Take(1)));
    }

    [Fact]
    public async Task A_fork_begins_where_the_window_of_its_line_began()
    {
        var session = await OpenAsync();
        var model = Answering();
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(2_000)] };
        for (var turn = 1; turn <= 20; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), session);

        await agent.RunAsync("on the fork", await session.Branches.ForkAfterTurnAsync(16));
        await agent.RunAsync("on an older one", await session.Branches.ForkAfterTurnAsync(5));

        Assert.Equal(Names(model.Requests[16].Take(1)), Names(model.Requests[20].Take(1)));
        Assert.Equal("question 1", Names(model.Requests[21].Take(1)));
    }

    [Fact]
    public async Task What_the_service_counts_moves_the_budget()
    {
        var session = await OpenAsync();
        var model = Answering();
        model.Usage = sent => new UsageDetails { InputTokenCount = 2 * sent.Sum(TokenCounter.Estimate.Count) };
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(4_000)] };

        for (var turn = 1; turn <= 30; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), session);

        Assert.All(model.Requests, request => Assert.InRange(request.Sum(TokenCounter.Estimate.Count), 0, 2_000));
        Assert.Contains(model.Requests, request => request.Sum(TokenCounter.Estimate.Count) > 1_800);
    }

    [Fact]
    public async Task A_factor_that_wavers_does_not_move_the_cut()
    {
        var session = await OpenAsync();
        var model = Answering();
        var call = 0;
        model.Usage = sent => new UsageDetails { InputTokenCount = (long)((call++ % 2 == 0 ? 0.95 : 1.05) * sent.Sum(TokenCounter.Estimate.Count)) };
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(2_000)] };

        for (var turn = 1; turn <= 60; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), session);

        Assert.InRange(model.Requests.Select(request => Names(request.Take(1))).Distinct().Count(), 7, 11);
    }

    [Fact]
    public async Task What_must_be_in_is_sent_over_the_budget_with_a_warning()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        var model = Answering();

        await new Agent(model) { Window = [new TokenBudgetStrategy(50)] }.RunAsync(Text("next", 200), session);

        Assert.Equal("next lorems", Names(model.Requests[0]));
        Assert.Equal("Warning: The messages that the window of session 's' in app 'default' cannot leave out have 200 tokens, more than the budget of 50; they are sent all the same.", Assert.Single(Logger.Lines));
    }

    [Fact]
    public async Task A_long_turn_keeps_its_input_and_the_exchange_under_way()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        var step = 0;
        using var model = new AnsweringChatClient(_ => ++step <= 20 ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"call {step}", "look")]) : new ChatMessage(ChatRole.Assistant, "done")) { Usage = _ => null };
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(1_000)], Tools = [AIFunctionFactory.Create(() => Text("found", 100), "look")] };

        await agent.RunAsync("the task", session);

        Assert.All(model.Requests, request => Assert.Contains(request, message => message.Text == "the task"));
        Assert.All(model.Requests, request => Assert.InRange(request.Sum(TokenCounter.Estimate.Count), 0, 1_000));
        for (var i = 1; i < model.Requests.Count; i++)
            Assert.Equal($"call {i}", model.Requests[i][^1].Contents.OfType<FunctionResultContent>().Single().CallId);
    }

    [Fact]
    public async Task A_budget_that_is_raised_lets_older_messages_in_again()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 50);
        var model = Answering();
        var agent = new Agent(model);

        await agent.RunAsync("first", session, new RunOptions { Window = [new TokenBudgetStrategy(300)] });
        await agent.RunAsync("second", session);

        Assert.InRange(model.Requests[0].Count, 1, 4);
        Assert.Equal(103, model.Requests[1].Count);
    }

    [Fact]
    public async Task A_counter_of_ones_own_is_taken_at_its_word()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 10);
        var model = Answering();

        await new Agent(model) { Window = new WindowPipeline(new TokenBudgetStrategy(8)) { Counter = new OneEach() } }.RunAsync("next", session);

        Assert.Equal("question 10, answer 10, next", Names(model.Requests[0]));
    }

    [Fact]
    public async Task The_user_speaks_first_also_when_a_turn_is_more_than_half_of_the_budget()
    {
        var session = await OpenAsync();
        for (var turn = 1; turn <= 4; turn++)
            await session.AddAsync([new(ChatRole.User, $"question {turn}"), .. Enumerable.Range(1, 6).Select(i => new ChatMessage(ChatRole.Assistant, $"answer {turn}.{i}"))]);

        foreach (var (budget, first) in new[] { (7, "question 4"), (10, "question 4"), (14, "question 4"), (28, "question 1"), (6, "answer 4.4") })
        {
            var shown = await session.Window.PreviewAsync(new WindowPipeline(new TokenBudgetStrategy(budget)) { Counter = new OneEach() });
            Assert.Equal((budget, first), (budget, shown.Messages[0].Text));
        }
    }

    private sealed class OneEach : TokenCounter
    {
        public override int Count(ChatMessage message) => 1;

        public override int Count(string text) => 1;
    }
}
