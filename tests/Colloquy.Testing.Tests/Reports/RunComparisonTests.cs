using System.Text.Json;

namespace Colloquy.Testing.Tests.Reports;

public sealed class RunComparisonTests
{
    [Fact]
    public void What_is_newly_failing_comes_first()
    {
        var comparison = RunComparison.Compare(SampleRuns.SmallBaseline, SampleRuns.Small);

        Assert.Equal([("trip-savings", ChangeKinds.NewlyFailing | ChangeKinds.Text), ("buy-boots[model-c]", ChangeKinds.Removed), ("buy-boots[model-a]", ChangeKinds.None), ("buy-boots[model-b]", ChangeKinds.None)], comparison.Conversations.Select(one => ((one.After ?? one.Before)!.FullName, one.Changes)));
        Assert.Equal("Remember", Assert.Single(comparison.Conversations[0].DifferentTurns).After!.Name);
    }

    [Fact]
    public void A_conversation_that_was_not_selected_is_not_removed()
    {
        var narrowed = SampleRuns.Green with { IsNarrowed = true };

        Assert.Equal("trip-savings", Assert.Single(RunComparison.Compare(SampleRuns.SmallBaseline, narrowed).Conversations).After!.FullName);
        Assert.Contains($"All {narrowed.Totals.Tests} tests passed (tests selected by name)", MarkdownReport.Render(narrowed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_compared_with_itself_has_no_differences() =>
        Assert.All(RunComparison.Compare(SampleRuns.Small, SampleRuns.Small).Conversations, one => Assert.Equal(ChangeKinds.None, one.Changes));

    [Fact]
    public void The_other_way_round_it_is_newly_passing()
    {
        var comparison = RunComparison.Compare(SampleRuns.Small, SampleRuns.SmallBaseline);

        Assert.Equal("trip-savings", Assert.Single(comparison.Where(ChangeKinds.NewlyPassing)).After!.FullName);
        Assert.Equal("buy-boots[model-c]", Assert.Single(comparison.Where(ChangeKinds.Added)).After!.FullName);
    }

    [Fact]
    public void Turns_are_aligned_by_name_when_one_was_added_before_them()
    {
        var before = SampleRuns.TripSavings(fails: false);
        var after = before with { Turns = [SampleRuns.Turn(1, "Greet", "Hello", "Hello.", 0, 2), .. before.Turns.Select(turn => turn with { Number = turn.Number + 1 })] };

        var comparison = ConversationComparison.Compare(before, after);

        Assert.Equal([ChangeKinds.Added, .. Enumerable.Repeat(ChangeKinds.None, 5)], comparison.Turns.Select(turn => turn.Changes));
    }

    [Fact]
    public void Calls_are_aligned_by_tool_and_the_order_of_arguments_does_not_matter()
    {
        var before = Turn(Transfer("""{"amount":500,"to":"savings"}"""), SampleRuns.Call("get_balance", "{}", "1"));
        var after = Turn(Transfer("""{"to":"savings","amount":500}"""), SampleRuns.Call("deposit", """{"amount":1}""", "2"), SampleRuns.Call("get_balance", "{}", "9"));

        var calls = ConversationComparison.Compare(Of(before), Of(after)).Turns[0].Calls;

        Assert.Equal([("transfer", "transfer", false), (null, "deposit", true), ("get_balance", "get_balance", true)], calls.Select(call => (call.Before?.Tool, call.After?.Tool, call.IsChanged)));
    }

    [Theory]
    [InlineData("{\n  \"name\": \"ibuprofen\",\n  \"left\": [ 1, 2 ]\n}", "{\"name\":\"ibuprofen\",\"left\":[1,2]}", false)]
    [InlineData("{\"name\": \"ibuprofen\"}", "{\"name\": \"aspirin\"}", true)]
    [InlineData("ibuprofen  left", "ibuprofen left", true)]
    [InlineData("{ ibuprofen", "{ibuprofen", true)]
    [InlineData("[1]", null, true)]
    public void White_space_between_the_parts_of_JSON_is_no_difference_of_a_result(string before, string? after, bool isChanged)
    {
        var turn = Assert.Single(ConversationComparison.Compare(Of(Turn(SampleRuns.Call("find", "{}", before))), Of(Turn(SampleRuns.Call("find", "{ }", after)))).Turns);

        Assert.Equal((isChanged, isChanged ? ChangeKinds.Calls : ChangeKinds.None), (turn.Calls[0].IsChanged, turn.Changes));
    }

    [Fact]
    public void A_call_with_other_arguments_is_one_call_that_changed()
    {
        var calls = ConversationComparison.Compare(Of(Turn(Transfer("""{"amount":500}"""))), Of(Turn(Transfer("""{"amount":50}""")))).Turns[0].Calls;

        var call = Assert.Single(calls);
        Assert.True(call is { Before: not null, After: not null, IsChanged: true, ArgumentsAreEqual: false });
    }

    [Fact]
    public void State_is_compared_by_key()
    {
        static TurnRecord With(string json) => Turn() with { State = JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value) };

        var turn = ConversationComparison.Compare(Of(With("""{"goal":"trip","gone":1,"same":{"a":1,"b":2}}""")), Of(With("""{"goal":"car","new":true,"same":{"b":2,"a":1}}"""))).Turns[0];

        Assert.Equal(ChangeKinds.State, turn.Changes);
        Assert.Equal(["goal: \"trip\" → \"car\"", "gone: 1 → ", "new:  → true"], turn.State.Select(one => $"{one.Key}: {one.Before?.GetRawText()} → {one.After?.GetRawText()}"));
    }

    [Fact]
    public void Slower_and_dearer_are_told_but_not_the_time_of_what_was_replayed()
    {
        static ConversationRecord Costing(AnswerOrigin origin, int seconds, decimal cost) => Of(Turn() with { Origin = origin, Duration = TimeSpan.FromSeconds(seconds), Cost = cost }, origin);

        Assert.Equal(ChangeKinds.Slower | ChangeKinds.Dearer, ConversationComparison.Compare(Costing(AnswerOrigin.Live, 1, 0.01m), Costing(AnswerOrigin.Live, 2, 0.02m)).Changes);
        Assert.Equal(ChangeKinds.Faster | ChangeKinds.Cheaper, ConversationComparison.Compare(Costing(AnswerOrigin.Live, 2, 0.02m), Costing(AnswerOrigin.Live, 1, 0.01m)).Changes);
        Assert.Equal(ChangeKinds.None, ConversationComparison.Compare(Costing(AnswerOrigin.Replayed, 1, 0.01m), Costing(AnswerOrigin.Replayed, 9, 0.01m)).Changes);
        Assert.Equal(ChangeKinds.None, ConversationComparison.Compare(Costing(AnswerOrigin.Live, 10, 0.01m), Costing(AnswerOrigin.Live, 11, 0.0105m)).Changes);
    }

    [Fact]
    public void The_state_of_a_tool_host_is_compared_where_both_tests_looked_at_it()
    {
        var (before, after) = (Turn() with { HostState = [Balance("checking", 1500), Balance("savings", 3000)] }, Turn() with { HostState = [Balance("savings", 3500)] });

        var turn = Assert.Single(ConversationComparison.Compare(Of(before), Of(after)).Turns);

        Assert.Equal(ChangeKinds.State, turn.Changes);
        var change = Assert.Single(turn.State);
        Assert.Equal(("bank.get_balance(account: \"savings\")", "3000", "3500"), (change.Key, change.Before!.Value.GetRawText(), change.After!.Value.GetRawText()));

        static HostStateRecord Balance(string account, int balance) => new("bank", "get_balance", JsonSerializer.SerializeToElement(new { account }), JsonSerializer.SerializeToElement(balance));
    }

    [Fact]
    public void Answers_are_compared_word_by_word()
    {
        var before = Turn() with { Answer = "You have $1,500.00 in checking." };
        var after = Turn() with { Answer = "You have $1,000.00 in your checking." };

        var pieces = ConversationComparison.Compare(Of(before), Of(after)).Turns[0].CompareAnswers();

        Assert.Equal("You have $[-1,500.00-]{+1,000.00+} in{+ your+} checking.", string.Concat(pieces.Select(Marked)));
    }

    [Fact]
    public void Both_texts_can_be_read_from_the_pieces_whatever_they_are()
    {
        var random = new Random(20260504);
        string[] words = ["a", "b", "Lisbon", " ", "  ", "\n", ".", "1,500.00", "🧳", "\u00e9", ""];
        for (var i = 0; i < 400; i++)
        {
            var (before, after) = (Text(), Text());

            var pieces = ConversationComparison.Compare(Of(Turn() with { Answer = before }), Of(Turn() with { Answer = after })).Turns[0].CompareAnswers();

            Assert.Equal(before, string.Concat(pieces.Where(piece => piece.IsBefore).Select(piece => piece.Text)));
            Assert.Equal(after, string.Concat(pieces.Where(piece => piece.IsAfter).Select(piece => piece.Text)));
        }

        string Text() => string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => words[random.Next(words.Length)]));
    }

    [Fact]
    public void Texts_that_have_nothing_in_common_are_compared_in_time()
    {
        var (before, after) = (string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"a{i}")), string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"b{i}")));

        var pieces = ConversationComparison.Compare(Of(Turn() with { Answer = before }), Of(Turn() with { Answer = after })).Turns[0].CompareAnswers();

        Assert.Equal(before, string.Concat(pieces.Where(piece => piece.IsBefore).Select(piece => piece.Text)));
    }

    private static string Marked(TextPiece piece) => piece switch { { IsBefore: true, IsAfter: true } => piece.Text, { IsBefore: true } => $"[-{piece.Text}-]", _ => $"{{+{piece.Text}+}}" };

    private static ToolCallRecord Transfer(string arguments) => SampleRuns.Call("transfer", arguments, "done");

    private static TurnRecord Turn(params ToolCallRecord[] calls) => SampleRuns.Turn(1, "Turn", "Do it.", "Done.", 0, 2, calls);

    private static ConversationRecord Of(TurnRecord turn, AnswerOrigin origin = AnswerOrigin.Replayed) => SampleRuns.Conversation("trip", null, origin, turn);
}
