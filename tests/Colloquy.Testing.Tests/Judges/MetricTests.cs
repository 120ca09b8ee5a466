namespace Colloquy.Testing.Tests.Judges;

public sealed class MetricTests
{
    private static async Task<CheckResult> JudgeAsync(Judge judge, string answer, int turns = 4)
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(answer));
        for (var turn = 1; turn <= turns; turn++)
            await conversation.SayAsync($"this is thing {turn}");
        return await conversation.JudgeAsync(judge);
    }

    [Fact]
    public async Task Role_adherence_finds_an_agent_that_leaves_its_role_late()
    {
        var result = await JudgeAsync(new RoleAdherenceJudge("counts messages"), JudgeModel.Turns((1, "within"), (2, "within"), (3, "within"), (4, "outside")));

        Assert.Equal((CheckOutcome.Failed, 0.75), (result.Outcome, result.Score));
        Assert.Equal("3 turns within the role / 4 agent turns = 0.75", result.Computation);
        Assert.Equal("1", result.Version);
        Assert.Equal(["within", "within", "within", "outside"], result.Details.Select(detail => detail.Verdict));
        Assert.Contains("turn 4: outside", result.Reasoning, StringComparison.Ordinal);
    }

    public static TheoryData<string> BrokenTurns =>
    [
        JudgeModel.Turns((1, "within"), (2, "within"), (3, "within")),
        JudgeModel.Turns((1, "within"), (2, "within"), (3, "within"), (3, "within")),
        JudgeModel.Turns((1, "within"), (2, "within"), (3, "within"), (4, "within"), (5, "within")),
        JudgeModel.Turns((1, "within"), (2, "within"), (3, "within"), (4, "inconclusive")),
        JudgeModel.Turns((1, "within"), (2, "within"), (3, "within"), (4, "good")),
        JudgeModel.Turns(),
        "All turns are within the role.",
    ];

    [Theory]
    [MemberData(nameof(BrokenTurns))]
    public async Task A_metric_needs_one_verdict_on_each_turn(string answer)
    {
        var result = await JudgeAsync(new RoleAdherenceJudge("counts messages"), answer);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
    }

    [Fact]
    public async Task On_a_turn_a_metric_judges_that_turn_alone()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Turns((2, "within"))));
        await conversation.SayAsync("one");
        var turn = await conversation.SayAsync("two");

        var result = await turn.JudgeAsync(new RoleAdherenceJudge("counts messages"));

        Assert.Equal("1 turns within the role / 1 agent turns = 1", result.Computation);
    }

    [Fact]
    public async Task Knowledge_retention_counts_the_turns_that_lost_a_fact()
    {
        const string answer = """{"turns":[{"turn":1,"reasoning":"r","fact":"","verdict":"kept"},{"turn":2,"reasoning":"It asks again.","fact":"thing 1","verdict":"lost"}]}""";

        var result = await JudgeAsync(new KnowledgeRetentionJudge(), answer, turns: 2);

        Assert.Equal((CheckOutcome.Failed, 0.5), (result.Outcome, result.Score));
        Assert.Equal("1 turns without loss / 2 agent turns = 0.5", result.Computation);
        Assert.Contains("lost 'thing 1': It asks again.", result.Reasoning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thing 2", "in a later turn")]
    [InlineData("my dog", "nowhere")]
    [InlineData("", "no words")]
    public async Task A_fact_that_the_user_had_not_given_cannot_be_lost(string fact, string where)
    {
        var answer = $$"""{"turns":[{"turn":1,"reasoning":"r","fact":"{{fact}}","verdict":"lost"},{"turn":2,"reasoning":"r","fact":"","verdict":"kept"}]}""";

        var result = await JudgeAsync(new KnowledgeRetentionJudge(), answer, turns: 2);

        Assert.True(result.Outcome == CheckOutcome.Error, where);
    }

    [Fact]
    public async Task Conversation_completeness_is_the_share_of_intentions_that_were_met()
    {
        const string answer = """{"intentions":[{"intention":"count","turn":1,"reasoning":"r","verdict":"met"},{"intention":"book a trip to Lisbon","turn":2,"reasoning":"r","verdict":"not met"}]}""";

        var found = await JudgeAsync(new ConversationCompletenessJudge(), answer);
        var given = await JudgeAsync(new ConversationCompletenessJudge { Intentions = ["count", "book a trip to Lisbon"] }, answer);
        var missed = await JudgeAsync(new ConversationCompletenessJudge { Intentions = ["count", "pay"] }, answer);
        var none = await JudgeAsync(new ConversationCompletenessJudge(), """{"intentions":[]}""");

        Assert.Equal("1 intentions met / 2 intentions = 0.5", found.Computation);
        Assert.Equal(0.5, given.Score);
        Assert.Equal((CheckOutcome.Error, CheckOutcome.Error), (missed.Outcome, none.Outcome));
    }

    [Fact]
    public async Task Turn_relevancy_looks_at_each_turn_in_its_window()
    {
        var answers = Enumerable.Range(1, 5).Select(turn => JudgeModel.Turns((turn, turn == 5 ? "irrelevant" : "relevant"))).ToArray();
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(answers));
        for (var turn = 1; turn <= 5; turn++)
            await conversation.SayAsync($"thing {turn}");

        var result = await conversation.JudgeAsync(new TurnRelevancyJudge { Window = 2 });

        Assert.Equal("4 relevant turns / 5 agent turns = 0.8", result.Computation);
        Assert.Equal(5, conversation.OtherModelCalls.Count);
        Assert.Contains("thing 4", conversation.OtherModelCalls[4].Messages[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"thing 3\"", conversation.OtherModelCalls[4].Messages[1].Text, StringComparison.Ordinal);
        Assert.Equal(10, new TurnRelevancyJudge().Window);
    }

    [Fact]
    public async Task Tool_correctness_needs_no_model_and_sees_its_turn_alone()
    {
        await using var conversation = await JudgeModel.StartAsync(null);
        var first = await conversation.SayAsync("add 2");
        var second = await conversation.SayAsync("hello");

        var right = await first.JudgeAsync(new ToolCorrectnessJudge(new ExpectedCall("add", new { by = 2 })));
        var wrong = await first.JudgeAsync(new ToolCorrectnessJudge(new ExpectedCall("counter.add", new { by = 3 }), new ExpectedCall("add")));
        var absent = await second.JudgeAsync(new ToolCorrectnessJudge(new ExpectedCall("add")));
        var none = await second.JudgeAsync(new ToolCorrectnessJudge());
        var some = await first.JudgeAsync(new ToolCorrectnessJudge());
        var whole = await conversation.JudgeAsync(new ToolCorrectnessJudge(new ExpectedCall("add")));

        Assert.Equal((CheckOutcome.Passed, 1), (right.Outcome, right.Score));
        Assert.Equal(("1 called with the right arguments / 2 expected = 0.5", "wrong arguments"), (wrong.Computation, wrong.Details[0].Verdict));
        Assert.Equal(CheckOutcome.Failed, wrong.Outcome);
        Assert.Equal((CheckOutcome.Failed, 0), (absent.Outcome, absent.Score));
        Assert.Equal((CheckOutcome.Passed, 1), (none.Outcome, none.Score));
        Assert.Equal("No tool was expected, and none was called.", none.Reasoning);
        Assert.Equal((CheckOutcome.Failed, 0), (some.Outcome, some.Score));
        Assert.Equal(1, whole.Score);
        Assert.Null(right.Spend);
    }

    [Fact]
    public async Task Each_expected_call_needs_a_call_of_its_own_and_the_pairing_does_not_depend_on_order()
    {
        await using var conversation = await JudgeModel.StartAsync(null);
        await conversation.SayAsync("add 500");
        await conversation.SayAsync("add 200");

        var both = await conversation.JudgeAsync(new ToolCorrectnessJudge(new ExpectedCall("add"), new ExpectedCall("add", new { by = 500 })));
        var three = await conversation.JudgeAsync(new ToolCorrectnessJudge(new ExpectedCall("add"), new ExpectedCall("add"), new ExpectedCall("add")));

        Assert.Equal(1, both.Score);
        Assert.Equal("2 called with the right arguments / 3 expected = 0.6667", three.Computation);
    }

    [Fact]
    public async Task A_rubric_weighs_its_dimensions()
    {
        var rubric = new RubricJudge("service", new RubricDimension("correct", "The number is right.", Weight: 3) { AtLeast = 0.5 }, new RubricDimension("polite", "It is polite."));
        const string good = """{"dimensions":[{"name":"polite","reasoning":"curt","verdict":"scored","score":0},{"name":"correct","reasoning":"right","verdict":"scored","score":1}]}""";
        const string low = """{"dimensions":[{"name":"polite","reasoning":"kind","verdict":"scored","score":1},{"name":"correct","reasoning":"off","verdict":"scored","score":0.4}]}""";

        var weighed = await JudgeAsync(rubric, good);
        var gated = await JudgeAsync(rubric, low);

        Assert.Equal((0.75, "(3 × 1 + 1 × 0) / 4 = 0.75"), (weighed.Score, weighed.Computation));
        Assert.Equal((CheckOutcome.Failed, 0), (gated.Outcome, gated.Score));
        Assert.Contains("'correct' is 0.4 and needs 0.5", gated.Computation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"dimensions":[{"name":"correct","reasoning":"r","verdict":"scored","score":1}]}""")]
    [InlineData("""{"dimensions":[{"name":"correct","reasoning":"r","verdict":"scored","score":1},{"name":"correct","reasoning":"r","verdict":"scored","score":1},{"name":"polite","reasoning":"r","verdict":"scored","score":1}]}""")]
    [InlineData("""{"dimensions":[{"name":"correct","reasoning":"r","verdict":"scored","score":1},{"name":"kind","reasoning":"r","verdict":"scored","score":1}]}""")]
    [InlineData("""{"dimensions":[{"name":"correct","reasoning":"r","verdict":"scored","score":1},{"name":"polite","reasoning":"r","verdict":"inconclusive","score":1}]}""")]
    [InlineData("""{"dimensions":[{"name":"correct","reasoning":"r","verdict":"scored","score":7},{"name":"polite","reasoning":"r","verdict":"scored","score":1}]}""")]
    public async Task A_rubric_needs_one_score_of_each_dimension(string answer)
    {
        var result = await JudgeAsync(new RubricJudge("service", new RubricDimension("correct", "The number is right."), new RubricDimension("polite", "It is polite.")), answer);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
    }
}
