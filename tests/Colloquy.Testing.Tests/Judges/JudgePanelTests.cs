namespace Colloquy.Testing.Tests.Judges;

public sealed class JudgePanelTests
{
    private static readonly CriterionJudge Polite = new("the agent is polite");

    private static async Task<CheckResult> VoteAsync(VoteRule rule, JudgeThreshold? threshold, params string[] answers)
    {
        await using var conversation = await JudgeModel.StartAsync(null, builder =>
        {
            foreach (var (index, answer) in answers.Index())
                builder.AddModel($"judge-{index}", answer == "HTTP 500" ? ScriptedModel.Throwing("HTTP 500") : JudgeModel.Answering(answer));
        });
        var turn = await conversation.SayAsync("hello");
        var panel = new JudgePanel("polite") { Rule = rule, Threshold = threshold ?? 0.5 };
        foreach (var (index, _) in answers.Index())
            panel.Add(Polite, $"judge-{index}");
        return await turn.JudgeAsync(panel);
    }

    private static readonly string Yes = JudgeModel.Criterion("met", 0.9), No = JudgeModel.Criterion("not met", 0.1);

    [Fact]
    public async Task A_majority_decides_and_a_disagreement_is_reported()
    {
        var passed = await VoteAsync(VoteRule.Majority, null, Yes, No, Yes);
        var failed = await VoteAsync(VoteRule.Majority, null, No, No, Yes);

        Assert.Equal((CheckOutcome.Passed, CheckOutcome.Failed), (passed.Outcome, failed.Outcome));
        Assert.StartsWith("The judges disagree: 2 passed, 1 failed.", passed.Reasoning, StringComparison.Ordinal);
        Assert.Equal(["1. criterion (judge-0)", "2. criterion (judge-1)", "3. criterion (judge-2)"], passed.Details.Select(detail => detail.Subject));
        Assert.Equal(3, passed.Spend?.Calls);
    }

    [Fact]
    public async Task A_tie_is_an_error()
    {
        var result = await VoteAsync(VoteRule.Majority, null, Yes, No);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("no majority: 1 passed, 1 failed", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vote_that_failed_is_said_and_stops_a_verdict_that_it_could_have_changed()
    {
        var decided = await VoteAsync(VoteRule.Majority, null, Yes, Yes, "HTTP 500");
        var open = await VoteAsync(VoteRule.Majority, null, Yes, "prose", "HTTP 500");

        Assert.Equal(CheckOutcome.Passed, decided.Outcome);
        Assert.Contains("1 did not answer", decided.Reasoning, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Error, open.Outcome);
        Assert.Contains("HTTP 500", open.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mean_needs_every_judge()
    {
        var mean = await VoteAsync(VoteRule.Mean, 0.3, Yes, No, No);
        var open = await VoteAsync(VoteRule.Mean, 0.3, Yes, Yes, "prose");

        Assert.Equal(CheckOutcome.Passed, mean.Outcome);
        Assert.Equal("(0.9 + 0.1 + 0.1) / 3 = 0.3667", mean.Computation);
        Assert.StartsWith("The scores are from 0.1 to 0.9.", mean.Reasoning, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Error, open.Outcome);
    }

    [Fact]
    public async Task One_judge_can_be_asked_several_times()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(Yes, No, Yes));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(JudgePanel.Repeat(Polite, 3));

        Assert.Equal((CheckOutcome.Passed, 3), (result.Outcome, result.Spend?.Calls));
    }

    [Fact]
    public async Task A_panel_of_one_is_no_panel()
    {
        var result = await VoteAsync(VoteRule.Majority, null, Yes);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_a_failed_vote()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(Yes));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(new JudgePanel("polite") { Polite, { Polite, "nobody" } });

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("no model 'nobody'", result.Actual, StringComparison.Ordinal);
    }
}
