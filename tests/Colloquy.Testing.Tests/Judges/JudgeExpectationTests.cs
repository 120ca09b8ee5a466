namespace Colloquy.Testing.Tests.Judges;

public sealed class JudgeExpectationTests
{
    [Fact]
    public async Task A_criterion_that_is_not_met_fails_the_test_with_the_reasoning()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("not met", 0.2, "It is curt.")));
        var turn = await conversation.SayAsync("hello");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.JudgedAsync("the agent is polite"));

        Assert.Contains("the agent is polite", error.Message, StringComparison.Ordinal);
        Assert.Contains("It is curt.", error.Message, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Failed, Assert.Single(turn.Checks).Outcome);
    }

    [Fact]
    public async Task Planted_fault_35_a_judge_that_returns_prose_is_an_error_of_the_check_and_not_a_failure_of_the_agent()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering("I would say that this is fine."));
        var turn = await conversation.SayAsync("hello");

        var error = await Assert.ThrowsAsync<CheckErrorException>(() => turn.Expect.JudgedAsync("the agent is polite"));

        Assert.Contains("I would say that this is fine.", error.Message, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Error, Assert.Single(turn.Checks).Outcome);
    }

    [Fact]
    public async Task A_judgement_is_one_check_among_others()
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("met", 1), JudgeModel.Turns((1, "within"), (2, "outside"))));
        var turn = await conversation.SayAsync("add 2");
        await conversation.SayAsync("hello");

        await turn.Expect.AllAsync(async expect => await expect.JudgedAsync("the agent counts"), async expect => await expect.JudgedAsync(new ToolCorrectnessJudge(new ExpectedCall("add", new { by = "2.0" }))));
        await Assert.ThrowsAsync<CheckFailedException>(() => conversation.Expect.JudgedAsync(new RoleAdherenceJudge("counts")));

        Assert.Equal(["criterion", "tool correctness"], turn.Checks.Select(check => check.Name));
        Assert.Equal("1 turns within the role / 2 agent turns = 0.5", Assert.Single(conversation.Checks).Computation);
    }

    [Fact]
    public async Task Tool_correctness_is_an_error_where_nothing_is_seen_of_tools()
    {
        await using var conversation = await Conversation.StartAsync("blind", builder => builder.UseTarget((_, text, _) => Task.FromResult(text)));
        var turn = await conversation.SayAsync("hello");

        var result = await turn.JudgeAsync(new ToolCorrectnessJudge());

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("not observed", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judgement_is_replayed_from_a_cassette_without_its_model()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "judged.yaml");
        try
        {
            await JudgeAsync(CassetteMode.Record, JudgeModel.Answering(JudgeModel.Criterion("met", 0.8, "It counts.")));
            var replayed = await JudgeAsync(CassetteMode.Replay, ScriptedModel.Throwing("There is no network."));

            Assert.Equal((CheckOutcome.Passed, 0.8, "It counts."), (replayed.Outcome, replayed.Score, replayed.Reasoning));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<CheckResult> JudgeAsync(CassetteMode mode, IChatClient judge)
        {
            await using var conversation = await JudgeModel.StartAsync(judge, builder => builder.UseCassette(path, mode));
            var turn = await conversation.SayAsync("hello");
            return await turn.JudgeAsync(new CriterionJudge("the agent counts"));
        }
    }
}
