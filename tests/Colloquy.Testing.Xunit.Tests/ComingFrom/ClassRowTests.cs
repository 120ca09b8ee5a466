namespace Colloquy.Testing.Xunit.Tests.ComingFrom;

/// <summary>What the pages show with classes of tests, by the conversations of docs/coming-from/pytest-skill-engineering.md: Docs/ComingFrom of the subject.</summary>
public sealed class ClassRowTests
{
    private static readonly string[] s_order = ["Says_what_is_in_savings", "Moves_money_there", "Says_what_is_missing", "Remembers_the_city"];

    [Fact]
    [Row("guide, sample: a mark with a name makes a class one conversation")]
    [Row("guide, when to use: a conversation of several turns")]
    public async Task A_class_with_a_name_is_one_conversation()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        Assert.Equal(
            ["Pass flight-savings: Moves money there", "Pass flight-savings: Remembers the city", "Pass flight-savings: Says what is in savings", "Pass flight-savings: Says what is missing"],
            run.Of("flight-savings"));
        Assert.Single(run.Record.Conversations, one => one.Name == "flight-savings");
    }

    [Fact]
    [Row("guide, sample: an agent with a model and an MCP server")]
    [Row("aitest, quick start: what is tested is set up once")]
    public async Task The_setup_says_the_agent_its_model_and_its_server()
    {
        var conversation = await FlightSavingsAsync();

        Assert.Equal(["bank"], conversation.ToolHosts);
        Assert.All(conversation.Turns, turn => Assert.Equal("savings desk", turn.Agent));
        Assert.All(conversation.Turns.SelectMany(turn => turn.ModelCalls), call => Assert.Equal("offline-stand-in", call.Model));
    }

    [Fact]
    [Row("guide, sample: the first turn succeeds and calls a tool")]
    [Row("aitest, why: balances are looked up")]
    public async Task The_first_turn_looks_the_balance_up()
    {
        var turn = await TurnAsync("Says_what_is_in_savings");

        Assert.Equal("Completed", turn.Status, ignoreCase: true);
        Assert.Equal("get_balance", Assert.Single(turn.ToolCalls).Tool);
        Assert.Equal("There are $3,000.00 in savings.", turn.Answer);
    }

    [Fact]
    [Row("guide, sample: the second turn uses what the first was about")]
    [Row("aitest, why: money is moved")]
    public async Task The_second_turn_moves_money_to_the_account_that_the_first_was_about()
    {
        var turn = await TurnAsync("Moves_money_there");

        Assert.DoesNotContain("savings", turn.Input, StringComparison.Ordinal);
        Assert.Contains("\"to_account\":\"savings\"", Assert.Single(turn.ToolCalls).Arguments.GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    [Row("guide, sample: the third turn builds on all of it")]
    public async Task The_third_turn_needs_the_price_of_the_first_and_the_balance_that_the_second_changed()
    {
        var turn = await TurnAsync("Says_what_is_missing");

        // 4,100 was said in turn 1; the server still has what turn 2 moved.
        Assert.Equal("There are $3,500.00 in savings, so $600.00 are missing.", turn.Answer);
        Assert.Equal("get_balance", Assert.Single(turn.ToolCalls).Tool);
    }

    [Fact]
    [Row("aitest, why: a question is answered from memory")]
    [Row("aitest, example: it shows in three steps that the history is kept")]
    public async Task The_city_is_said_once_then_only_meant_and_then_remembered()
    {
        var turns = (await FlightSavingsAsync()).Turns;

        Assert.Contains("Lisbon", turns[0].Input, StringComparison.Ordinal);
        Assert.All(turns.Skip(1), turn => Assert.DoesNotContain("Lisbon", turn.Input, StringComparison.Ordinal));
        Assert.Equal("The flight goes to Lisbon.", turns[3].Answer);
        Assert.Empty(turns[3].ToolCalls);
    }

    [Fact]
    [Row("guide, key points: turns run in the order of the source")]
    public async Task Turns_run_in_the_order_of_the_source_whatever_their_names()
    {
        var turns = (await FlightSavingsAsync()).Turns.Select(turn => turn.Name).ToList();

        Assert.Equal(s_order, turns);
        Assert.NotEqual(turns.Order(StringComparer.Ordinal), turns);
    }

    [Fact]
    [Row("guide, key points: each turn sees the whole history")]
    public async Task Each_turn_is_shown_all_messages_of_the_turns_before_it()
    {
        var turns = (await FlightSavingsAsync()).Turns;

        Assert.Equal([0, 4, 8, 12], turns.Select(turn => turn.CarriedIn));
        Assert.Equal([0, .. turns.SkipLast(1).Select(turn => turn.MessagesTotal)], turns.Select(turn => turn.CarriedIn));
    }

    [Fact]
    [Row("guide, key points: the name groups the tests")]
    public async Task The_name_is_on_each_test_and_one_group_in_the_report()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        var html = HtmlReport.Render(run.Record with { Conversations = [Of(run, "flight-savings")] });

        Assert.Equal(4, run.All.Count(result => result.Name.StartsWith("flight-savings: ", StringComparison.Ordinal)));
        Assert.Equal(1, html.Split("<h3>flight-savings</h3>").Length - 1);
    }

    [Fact]
    [Row("guide, warning: not to be run in parallel")]
    public async Task Conversations_run_in_parallel_and_their_turns_stay_in_order()
    {
        var run = await SubjectRun.WholeAsync(inParallel: true);

        var conversation = Of(run, "flight-savings");
        Assert.Equal(s_order, conversation.Turns.Select(turn => turn.Name));
        Assert.Equal([0, 4, 8, 12], conversation.Turns.Select(turn => turn.CarriedIn));
        Assert.Equal(TestOutcome.Passed, conversation.Outcome);
    }

    [Fact]
    [Row("guide, flow: what was said and answered goes from turn to turn")]
    public async Task What_was_said_called_and_answered_is_in_the_messages_of_the_next_turn()
    {
        var turns = (await FlightSavingsAsync()).Turns;

        // Input, call, result and answer.
        Assert.Equal([4, 4, 4, 2], turns.Select(turn => turn.MessagesAdded));
        foreach (var (turn, next) in turns.Zip(turns.Skip(1)))
        {
            Assert.NotEmpty(turn.Input!);
            Assert.NotEmpty(turn.Answer!);
            Assert.Equal(turn.CarriedIn + turn.MessagesAdded, next.CarriedIn);
            Assert.Equal(next.CarriedIn + 1, next.ModelCalls[0].MessagesSent);
        }
    }

    [Fact]
    [Row("guide, when to use: a workflow of several steps")]
    public async Task A_booking_in_two_steps_is_one_conversation()
    {
        var turns = Of(await SubjectRun.WholeAsync(inParallel: false), "book-flight[model-a]").Turns;

        Assert.Equal(["find_flights", "book_flight"], turns.SelectMany(turn => turn.ToolCalls).Select(call => call.Tool));
        Assert.Equal("TP571 is booked.", turns[1].Answer);
    }

    [Fact]
    [Row("guide, parameters: one conversation for each model, named by it")]
    public async Task Each_variant_is_a_conversation_named_by_it()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        foreach (var name in new[] { "book-flight[model-a]", "book-flight[model-b]" })
            Assert.Equal([$"Pass {name}: Books the earlier one", $"Pass {name}: Shows flights"], run.Of(name));
    }

    [Fact]
    [Row("guide, parameters: each has a flow of its own")]
    public async Task Each_variant_has_a_history_and_tools_of_its_own()
    {
        var run = await SubjectRun.WholeAsync(inParallel: true);

        // The turns also check that one flight is booked at the host of each.
        foreach (var variant in new[] { "model-a", "model-b" })
        {
            var conversation = Of(run, $"book-flight[{variant}]");
            Assert.Equal([0, 4], conversation.Turns.Select(turn => turn.CarriedIn));
            Assert.All(conversation.Turns, turn => Assert.Equal($"flights with {variant}", turn.Agent));
        }
    }

    [Fact]
    [Row("guide, parameters: a test takes a server as a fixture")]
    public async Task A_setup_and_a_class_take_fixtures()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        Assert.Equal(["Pass fixtures: First", "Pass fixtures: Second"], run.Of("fixtures"));
        Assert.Equal(["line 1", "line 2"], Of(run, "fixtures").Turns.Select(turn => turn.Answer));
    }

    [Fact]
    [Row("aitest, quick start: state that the tests of a class share")]
    [Row("aitest, best practices: one state for related tests")]
    public async Task The_methods_of_a_class_share_a_conversation_without_a_fixture()
    {
        var conversation = await FlightSavingsAsync();

        Assert.Equal(4, conversation.Turns.Count);
        Assert.Equal([1, 2, 3, 4], conversation.Turns.Select(turn => turn.Number));
    }

    [Fact]
    [Row("aitest, fixture: a turn whose checks fail stays in the history")]
    [Row("aitest, best practices: keep the messages before asserting")]
    public async Task A_turn_that_fails_its_checks_is_in_the_history_of_the_next()
    {
        var turns = Of(await SubjectRun.WholeAsync(inParallel: false), "checks-fail").Turns;

        Assert.Equal([TestOutcome.Passed, TestOutcome.Failed, TestOutcome.Passed], turns.Select(turn => turn.Outcome));
        Assert.Equal("one, two, three", turns[2].Answer);
    }

    [Fact]
    [Row("aitest, isolation: two classes know nothing of each other")]
    public async Task Two_classes_share_neither_history_nor_money()
    {
        foreach (var inParallel in new[] { false, true })
        {
            var run = await SubjectRun.WholeAsync(inParallel);

            var turn = Assert.Single(Of(run, "another-customer").Turns);
            Assert.Equal("You have not said where the flight goes.", turn.Answer);
            Assert.Equal((0, TestOutcome.Passed), (turn.CarriedIn, turn.Outcome));
        }
    }

    internal static ConversationRecord Of(SubjectRun run, string name) => Assert.Single(run.Record.Conversations, one => one.FullName == name);

    private static async Task<ConversationRecord> FlightSavingsAsync() => Of(await SubjectRun.WholeAsync(inParallel: false), "flight-savings");

    private static async Task<TurnRecord> TurnAsync(string name) => Assert.Single((await FlightSavingsAsync()).Turns, turn => turn.Name == name);
}
