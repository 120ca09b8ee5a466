using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>What random conversations have shown to be lost, one by one.</summary>
public sealed class LosslessCaseTests : WindowTest
{
    [Fact]
    public async Task Every_result_that_the_model_has_not_seen_is_in_the_window_also_when_the_budget_is_too_small()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        List<IReadOnlyList<ChatMessage>> sent = [];
        using var model = new LosslessModel("agent", (_, messages) =>
        {
            sent.Add(messages);
            return Task.FromResult<IReadOnlyList<ChatMessage>>(sent.Count > 1 ? [new ChatMessage(ChatRole.Assistant, "done")] : [Calls("a"), Calls("b"), new ChatMessage(ChatRole.Assistant, "I look.")]);
        });

        await new Agent(model) { Window = [new CollapseToolResultsStrategy(0), new TokenBudgetStrategy(10)], Tools = [AIFunctionFactory.Create(() => new string('x', 200), "look")] }.RunAsync("next", session);

        var result = new string('x', 200);
        Assert.Equal($"user: next\nassistant: look#a()\ntool: #a={result}\nassistant: look#b()\ntool: #b={result}\nassistant: I look.", Transcript.Of(sent[1]));
    }

    [Fact]
    public async Task What_could_not_be_scored_is_not_summarized_before_the_next_turn_has_scored_it()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        using var model = Answering();
        var fails = true;
        using var scorer = new AnsweringChatClient(_ => fails ? throw new InvalidOperationException("no") : new ChatMessage(ChatRole.Assistant, """[{"part": 1, "score": 9, "reason": "the allergy"}]"""));
        using var writer = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "summary"));
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(1_000), new KeepImportantStrategy(500, scorer), new SummarizeOldStrategy(writer)] };

        await agent.RunAsync("next", session);
        fails = false;
        await agent.RunAsync("again", session);

        Assert.DoesNotContain(model.Requests[0], message => message.Text.EndsWith("summary", StringComparison.Ordinal));
        Assert.EndsWith("summary", model.Requests[1][0].Text, StringComparison.Ordinal);
        Assert.Equal("question 1", Names([model.Requests[1][1]]));
    }

    [Fact]
    public async Task What_is_important_stays_where_the_rest_is_summarized_and_nothing_is_cut_any_more()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        using var model = Answering();
        using var scorer = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, """[{"part": 1, "score": 9, "reason": "the allergy"}]"""));
        using var writer = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "summary"));
        WindowPipeline window = [new TokenBudgetStrategy(1_000), new KeepImportantStrategy(500, scorer), new SummarizeOldStrategy(writer)];

        await new Agent(model) { Name = "first", Window = window }.RunAsync("next", session);
        await new Agent(model) { Name = "second", Window = window }.RunAsync("again", session);

        Assert.EndsWith("summary", model.Requests[1][0].Text, StringComparison.Ordinal);
        Assert.Equal("question 1", Names([model.Requests[1][1]]));
        Assert.Single(scorer.Requests);
    }

    [Fact]
    public async Task A_result_that_would_not_become_shorter_is_shown_whole()
    {
        var session = await OpenAsync();
        var result = string.Join(' ', Enumerable.Range(10, 30));
        await session.AddAsync([new ChatMessage(ChatRole.User, "one"), Calls("a"), Result("a", result)]);
        using var model = Answering();

        await new Agent(model) { Window = [new ShortenToolResultsStrategy(20)] }.RunAsync("next", session);

        Assert.Equal(result, Assert.IsType<FunctionResultContent>(model.Requests[0][2].Contents[0]).Result?.ToString());
    }

    [Fact]
    public async Task Reasoning_of_another_agent_does_not_take_an_agents_own_words_with_it()
    {
        var session = await OpenAsync();
        await session.AddAsync([
            new ChatMessage(ChatRole.User, "one"),
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm")]) { AuthorName = "other" },
            new ChatMessage(ChatRole.Assistant, "mine") { AuthorName = "agent" }]);
        using var model = Answering();

        await new Agent(model) { Window = [Visibility.Own] }.RunAsync("next", session);

        Assert.Equal("user: one\nassistant: mine\nuser: next", Transcript.Of(model.Requests[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_in_an_answer_that_broke_off_does_not_take_the_result_of_an_earlier_call_of_its_id(bool isPinned)
    {
        var session = await OpenAsync();
        await session.AddAsync([new ChatMessage(ChatRole.User, "one"), new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "made")])]);
        List<IReadOnlyList<ChatMessage>> sent = [];
        using var model = new LosslessModel("agent", (_, messages) =>
        {
            sent.Add(messages);
            return Task.FromResult<IReadOnlyList<ChatMessage>>([sent.Count == 1 ? Calls("a") : new ChatMessage(ChatRole.Assistant, "done")]);
        })
        { Breaks = true };
        var agent = new Agent(model) { Window = isPinned ? [new TokenBudgetStrategy(10)] : [] };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.RunStreamingAsync("two", session).CountAsync());
        await session.AddAsync([Result("a", "found")]);
        if (isPinned)
            await session.Window.PinAsync((await session.GetItemsAsync(1))[0].Position);
        model.Breaks = false;

        await agent.RunAsync("three", session);

        Assert.Equal($"{(isPinned ? "" : "user: one\n")}assistant: made#a()\ntool: #a=found\n{(isPinned ? "" : "user: two\n")}user: three", Transcript.Of(sent[1]));
    }
}
