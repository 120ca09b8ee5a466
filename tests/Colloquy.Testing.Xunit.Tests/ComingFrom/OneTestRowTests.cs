using Subject.Docs.ComingFrom;

namespace Colloquy.Testing.Xunit.Tests.ComingFrom;

/// <summary>What the pages show with messages that a test hands on, and their tips, by conversations within a test.</summary>
public sealed class OneTestRowTests
{
    [Fact]
    [Row("guide, why: a later message needs what was said and done before")]
    public async Task A_message_that_refers_to_an_earlier_one_is_not_understood_without_it()
    {
        await using var whole = await Conversation.StartAsync("with-history", new QuickDesk());
        await whole.SayAsync("How much is in savings?");
        var understood = await whole.SayAsync("Move 500 there from checking.");

        await using var alone = await Conversation.StartAsync("without-history", new QuickDesk());
        var asked = await alone.SayAsync("Move 500 there from checking.");

        understood.Expect.ToolCalled("transfer", with: new { to_account = "savings" });
        asked.Expect.NoTools().Text("To which account?");
    }

    [Fact]
    [Row("aitest, quick start: three turns with the history handed on")]
    public async Task Several_turns_are_in_one_test_and_nothing_is_handed_on()
    {
        // snippet: pytest-inline
        await using var conversation = await Conversation.StartAsync("flight-in-one-test", new QuickDesk());

        var first = await conversation.SayAsync("I save for a flight to Lisbon. How much is in savings?");
        Assert.True(first.Success);
        Assert.True(first.ToolWasCalled("get_balance"));

        var second = await conversation.SayAsync("Move 500 there from checking.");
        Assert.True(second.Success);
        Assert.True(second.ToolWasCalled("transfer"));
        Assert.False(second.ToolWasCalled("get_balance"));  // a turn knows its own calls only

        var third = await conversation.SayAsync("Where does the flight go?");
        Assert.Contains("lisbon", third.FinalResponse, StringComparison.OrdinalIgnoreCase);
        // snippet: end
        Assert.Empty(third.ToolCalls);
    }

    [Fact]
    [Row("aitest, messages: a conversation is given to a turn")]
    [Row("aitest, messages: a turn returns the conversation")]
    public async Task Messages_of_a_turn_are_given_to_a_turn_of_another_conversation()
    {
        await using var earlier = await Conversation.StartAsync("flight-today", new QuickDesk());
        await using var conversation = await Conversation.StartAsync("flight-tomorrow", new QuickDesk());

        // snippet: pytest-messages
        var first = await earlier.SayAsync("I save for a flight to Lisbon. How much is in savings?");
        IReadOnlyList<ChatMessage> messages = first.Messages;

        var second = await conversation.SayAsync("Where does the flight go?", messages: messages);
        Assert.Contains("Lisbon", second.FinalResponse);
        // snippet: end
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], messages.Select(message => message.Role));
        Assert.Equal(messages.Count + 2, second.Messages.Count);
    }

    [Fact]
    [Row("aitest, count: whether a turn continues, and how many messages it was given")]
    public async Task A_turn_knows_how_many_earlier_messages_the_model_was_shown()
    {
        await using var conversation = await Conversation.StartAsync("flight-count", new QuickDesk());
        var first = await conversation.SayAsync("I save for a flight to Lisbon. How much is in savings?");

        // snippet: pytest-count
        var turn = await conversation.SayAsync("Where does the flight go?");

        if (turn.IsContinuation)
            Console.WriteLine($"The model was shown {turn.CarriedIn} earlier messages.");
        turn.Expect.MessagesCarriedIn(first.Messages.Count);
        // snippet: end
        Assert.False(first.IsContinuation);
        Assert.Equal((true, 4), (turn.IsContinuation, turn.CarriedIn));
    }

    [Fact]
    [Row("guide, when to use: a single question")]
    public async Task A_single_question_is_an_ordinary_test()
    {
        // snippet: pytest-single
        await using var conversation = await Conversation.StartAsync("one-question", new QuickDesk());

        var turn = await conversation.SayAsync("How much is in checking?");

        turn.Expect.Success().StatesNumber(1500);
        // snippet: end
        Assert.False(turn.IsContinuation);
        Assert.Single(conversation.Turns);
    }

    [Fact]
    [Row("guide, when to use: features that do not depend on each other")]
    public async Task Features_that_do_not_depend_on_each_other_have_conversations_of_their_own()
    {
        var turns = await Task.WhenAll(
            AskAsync("balance-of-checking", "How much is in checking?"),
            AskAsync("balance-of-savings", "How much is in savings?"));

        Assert.Equal(["There are $1,500.00 in checking.", "There are $3,000.00 in savings."], turns.Select(turn => turn.Text));
        Assert.All(turns, turn => Assert.False(turn.IsContinuation));

        static async Task<TurnResult> AskAsync(string name, string question)
        {
            await using var conversation = await Conversation.StartAsync(name, new QuickDesk());
            return await conversation.SayAsync(question);
        }
    }

    [Fact]
    [Row("guide, when to use: whether context is kept")]
    public async Task Kept_context_is_shown_by_a_fork_that_lacks_it()
    {
        await using var conversation = await Conversation.StartAsync("flight-doubt", new QuickDesk());

        // snippet: pytest-memory
        await conversation.SayAsync("I save for a flight to Lisbon. How much is in savings?");
        await conversation.SayAsync("Move 500 there from checking.");

        await conversation.Expect.MemoryComesFromAsync(turn: 1, question: "Where does the flight go?", answerContains: "Lisbon");
        // snippet: end
        Assert.Equal(2, conversation.Turns.Count);
    }

    [Fact]
    [Row("aitest, fixture: a judge grades the answer")]
    public async Task A_judge_is_asked_about_a_turn_and_a_bad_grade_fails()
    {
        await using var conversation = await Conversation.StartAsync("flight-judged", new QuickDesk());
        await conversation.SayAsync("I save for a flight to Lisbon. How much is in savings?");

        // snippet: pytest-judge
        var turn = await conversation.SayAsync("Where does the flight go?");

        await turn.Expect.JudgedAsync("the answer names the city to which the customer flies");
        // snippet: end
        await using var forgetful = await Conversation.StartAsync("flight-judged-badly", new QuickDesk());
        var other = await forgetful.SayAsync("Where does the flight go?");
        await Assert.ThrowsAsync<CheckFailedException>(() => other.Expect.JudgedAsync("the answer names the city to which the customer flies"));
        Assert.Equal("It names the city.", Assert.Single(turn.Checks).Reasoning);
    }

    [Fact]
    [Row("aitest, tips: begin with something that can be recognized")]
    [Row("aitest, best practices: memorable facts")]
    public async Task A_fact_that_any_answer_could_contain_does_not_show_memory()
    {
        await using var conversation = await Conversation.StartAsync("flight-named", new QuickDesk());
        await conversation.SayAsync("I save for a flight to Lisbon. How much is in savings?");

        await conversation.Expect.MemoryComesFromAsync(turn: 1, question: "Where does the flight go?", answerContains: "Lisbon");
        var failure = await Assert.ThrowsAsync<CheckFailedException>(() => conversation.Expect.MemoryComesFromAsync(turn: 1, question: "Where does the trip go?", answerContains: "flight"));

        Assert.Contains("You have not said where the flight goes.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Row("aitest, tips: refer to it without saying it again")]
    public async Task A_forgetful_agent_is_found_by_a_reference_and_not_by_a_repetition()
    {
        // snippet: pytest-forgetful
        var builder = new ConversationBuilder("forgets").AddExtension(PlantedFaults.Find("forgets-history").CreateExtension());
        await using var conversation = await Conversation.StartAsync(builder, new QuickDesk().Configure);

        await conversation.SayAsync("How much is in savings?");
        var repeated = await conversation.SayAsync("Move 200 to savings from checking.");
        var referred = await conversation.SayAsync("Move 200 there from checking.");

        repeated.Expect.ToolCalled("transfer");                                                     // passes, and shows nothing
        Assert.Throws<CheckFailedException>(() => referred.Expect.ToolCalled("transfer"));          // finds the fault
        // snippet: end
    }

    [Fact]
    [Row("aitest, tips: ask what only the history answers")]
    [Row("aitest, best practices: questions of pure context")]
    public async Task A_question_of_pure_context_needs_the_history_and_no_tool()
    {
        var builder = new ConversationBuilder("forgets-the-city").AddExtension(PlantedFaults.Find("forgets-history").CreateExtension());
        await using var forgetful = await Conversation.StartAsync(builder, new QuickDesk().Configure);
        await using var conversation = await Conversation.StartAsync("keeps-the-city", new QuickDesk());
        foreach (var one in new[] { forgetful, conversation })
            await one.SayAsync("I save for a flight to Lisbon. How much is in savings?");

        var known = await conversation.SayAsync("Where does the flight go?");
        var forgotten = await forgetful.SayAsync("Where does the flight go?");

        known.Expect.NoTools().Text("Lisbon");
        Assert.Throws<CheckFailedException>(() => forgotten.Expect.Text("Lisbon"));
    }

    [Fact]
    [Row("aitest, best practices: test the isolation")]
    public async Task A_conversation_that_begins_later_knows_nothing_of_an_earlier_one()
    {
        // snippet: pytest-leak
        await using var one = await Conversation.StartAsync("traveller", new QuickDesk());
        await one.SayAsync("I save for a flight to Lisbon. How much is in savings?");

        await using var other = await Conversation.StartAsync("stranger", new QuickDesk());
        await other.SayAsync("Where does the flight go?");

        other.Expect.NoFactLeaks(one, "Lisbon");
        // snippet: end
        Assert.Equal("You have not said where the flight goes.", other.Turns[0].Text);
    }

    [Fact]
    public async Task The_script_of_the_page_passes_and_fails_with_a_forgetful_agent()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(TemporaryProject.Root, "docs", "coming-from", "pytest-skill-engineering.md"));
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, page.Split("```yaml\n")[1].Split("```")[0]);
            var script = ConversationScript.Load(path);

            await script.RunAsync(new QuickDesk());
            var builder = new ConversationBuilder("forgets-in-script").AddExtension(PlantedFaults.Find("forgets-history").CreateExtension());
            await using var forgetful = await Conversation.StartAsync(builder, new QuickDesk().Configure);
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => script.RunAsync(forgetful));

            Assert.Contains("Lisbon", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
