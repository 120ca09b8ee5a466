using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>A window goes on from that of the turn before: it costs what was added, and shows what one from the beginning shows.</summary>
public sealed class WindowBlockTests : WindowTest
{
    [Fact]
    public async Task A_turn_shortens_and_counts_only_the_results_that_it_adds()
    {
        var session = await OpenAsync();
        await session.AddAsync(Enumerable.Range(0, 100).SelectMany(i => (ChatMessage[])[Calls($"{i}"), Result($"{i}", Text("result", 200))]));
        var counter = new CountingCounter();
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        var agent = new Agent(model) { Window = new WindowPipeline(new ShortenToolResultsStrategy(20)) { Counter = counter } };
        await agent.RunAsync("first", session);
        var counted = counter.Texts;
        counter.Texts = 0;

        await agent.RunAsync("second", session);
        await agent.RunAsync("third", session);

        Assert.Equal(205, model.Requests[^1].Count);
        Assert.True(counted >= 100, $"The first turn counted {counted} texts.");
        Assert.Equal(0, counter.Texts);
    }

    [Fact]
    public async Task A_result_that_arrives_turns_after_its_call_is_shown_with_it()
    {
        var session = await OpenAsync();
        await session.AddAsync([new ChatMessage(ChatRole.User, "look"), Calls("c1"), new ChatMessage(ChatRole.User, "never mind")]);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        var agent = new Agent(model);
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        await session.AddAsync([Result("c1", "found")]);

        await agent.RunAsync("third", session);

        Assert.Equal("user: look\nassistant: look#c1()\ntool: #c1=found\nuser: never mind\nuser: first\nassistant: yes\nuser: second\nassistant: yes\nuser: third", Transcript.Of(model.Requests[^1]));
    }

    [Fact]
    public async Task A_result_that_is_given_as_the_input_of_a_later_turn_is_shown_with_its_call()
    {
        var session = await OpenAsync();
        await session.AddAsync([new ChatMessage(ChatRole.User, "look"), Calls("c1"), new ChatMessage(ChatRole.User, "never mind")]);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        using var client = new SessionChatClient(model, session);
        await client.GetResponseAsync("first");
        await client.GetResponseAsync("second");

        await client.GetResponseAsync([Result("c1", "found")]);

        Assert.Equal("user: look\nassistant: look#c1()\ntool: #c1=found\nuser: never mind\nuser: first\nassistant: yes\nuser: second\nassistant: yes", Transcript.Of(model.Requests[^1]));
    }

    [Fact]
    public async Task What_is_pinned_behind_the_cut_is_in_the_next_window()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        using var model = Answering(tokens: 10);
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(1_000)] };
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        await session.Window.PinAsync((await session.GetItemsAsync())[0].Position);

        await agent.RunAsync("third", session);

        Assert.NotEqual("question 1", Names([model.Requests[1][0]]));
        Assert.Equal("question 1", Names([model.Requests[2][0]]));
        Assert.Equal(model.Requests[1].Count + 3, model.Requests[2].Count);
    }

    [Fact]
    public async Task A_summary_that_another_agent_made_takes_its_place_in_the_next_window()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        using var model = Answering(tokens: 10);
        using var summarizer = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "in short"));
        var patient = new Agent(model) { Name = "patient" };
        var brief = new Agent(model) { Name = "brief", Window = [new TokenBudgetStrategy(1_000), new SummarizeOldStrategy(summarizer)] };
        await patient.RunAsync("first", session);
        await patient.RunAsync("second", session);
        await brief.RunAsync("third", session);

        await patient.RunAsync("fourth", session);

        Assert.Equal("question 1", Names([model.Requests[1][0]]));
        Assert.EndsWith("in short", model.Requests[3][0].Text, StringComparison.Ordinal);
        Assert.Equal(model.Requests[2].Count + 2, model.Requests[3].Count);
    }

    [Fact]
    public async Task A_run_with_other_strategies_is_shown_what_those_choose()
    {
        var session = await OpenAsync();
        await session.AddAsync([Calls("c1"), Result("c1", Text("found", 200))]);
        using var model = Answering(tokens: 10);
        var agent = new Agent(model) { Window = [] };
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);

        await agent.RunAsync("third", session, new RunOptions { Window = [new ShortenToolResultsStrategy(20)] });
        await agent.RunAsync("fourth", session);

        Assert.Equal([false, false, true, false], model.Requests.Select(request => $"{Assert.IsType<FunctionResultContent>(request[1].Contents[0]).Result}".Contains("left out here", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_agent_of_a_session_is_shown_whose_words_the_others_are()
    {
        var session = await OpenAsync();
        using var model = Answering(tokens: 10);
        var (ada, ben) = (new Agent(model) { Name = "ada" }, new Agent(model) { Name = "ben" });
        for (var i = 0; i < 3; i++)
        {
            await ada.RunAsync("to ada", session);
            await ben.RunAsync("to ben", session);
        }

        await ada.RunAsync("to ada", session);

        Assert.Equal(["", "ben", "", "ben", "", "ben"], Authors(model.Requests[^1]));
        Assert.Equal(["ada", "", "ada", "", "ada"], Authors(model.Requests[^2]));

        static IEnumerable<string> Authors(IReadOnlyList<ChatMessage> messages) => messages.Where(message => message.Role == ChatRole.Assistant).Select(message => message.AuthorName ?? "");
    }

    [Fact]
    public async Task An_answer_still_says_what_its_turn_was_shown_after_an_undo_and_other_turns()
    {
        var session = await OpenAsync();
        using var model = Answering(tokens: 10);
        var agent = new Agent(model);
        foreach (var input in (string[])["one", "two", "three"])
            await agent.RunAsync(input, session);
        var answer = await agent.RunAsync("four", session);
        await session.UndoTurnAsync();
        await session.UndoTurnAsync();

        await agent.RunAsync("other", session);
        await agent.RunAsync("last", session);

        Assert.Equal("one, answer 1, two, answer 2, three, answer 3", Names(answer.Conversation.Take(answer.CarriedIn)));
        Assert.Equal("one, answer 1, two, answer 2, other, answer 5, last", Names(model.Requests[^1]));
    }

    private sealed class CountingCounter : TokenCounter
    {
        public int Texts { get; set; }

        public override int Count(ChatMessage message) => 1;

        public override int Count(string text)
        {
            Texts++;
            return text.Length / 4;
        }
    }
}
