namespace Colloquy.Testing.Tests.Judges;

public sealed class JudgeCalibrationTests
{
    private static readonly CriterionJudge Polite = new("the agent is polite");

    /// <summary>Half of the agents say thanks, and are labelled as polite; the last <paramref name="wrong"/> labels are the other way round.</summary>
    private static LabelSet Labels(int count = 20, int wrong = 0, string source = "people") => LabelSet.ParseJson($$"""
        {"version":1,"labels":"{{source}}","labelledBy":"the desk, October","transcripts":[{{string.Join(',', Enumerable.Range(1, count).Select(number =>
        $$"""{"id":"t{{number}}","label":"{{(number % 2 == 0 != number > count - wrong ? "pass" : "fail")}}","messages":[{"from":"user","text":"Is it open?"},{"from":"agent","text":"{{(number % 2 == 0 ? "Yes, thanks for asking." : "Look it up.")}}"}]}"""))}}]}
        """);

    /// <summary>Finds those polite who say thanks.</summary>
    private static ScriptedModel Thanks => new(messages => new(ChatRole.Assistant, messages[1].Text.Contains("thanks", StringComparison.Ordinal) ? JudgeModel.Criterion("met", 1) : JudgeModel.Criterion("not met", 0)));

    private static async Task<CheckResult> UseAsync(CalibrationReport? calibration, Judge? judge = null, bool require = true, IChatClient? model = null)
    {
        await using var conversation = await JudgeModel.StartAsync(model ?? JudgeModel.Answering(JudgeModel.Criterion("met", 1)));
        var turn = await conversation.SayAsync("hello");
        return await turn.JudgeAsync(judge ?? Polite, new JudgeOptions { Calibration = calibration, RequireCalibration = require });
    }

    [Fact]
    public async Task A_judge_that_agrees_with_people_may_decide()
    {
        var report = await JudgeCalibration.RunAsync(Polite, Labels(), Thanks);

        Assert.True(report.MayDecide, report.ToString());
        Assert.Equal((1, 1), (report.Agreement.Accuracy, report.Agreement.Kappa));
        Assert.Equal((false, "the desk, October"), (report.IsSynthetic, report.LabelledBy));
        Assert.Equal(["scripted"], report.Models);
        Assert.Equal(CheckOutcome.Passed, (await UseAsync(report)).Outcome);
    }

    [Fact]
    public async Task A_judge_below_the_bar_may_not_decide()
    {
        var report = await JudgeCalibration.RunAsync(Polite, Labels(20, wrong: 6), Thanks);

        var result = await UseAsync(report, require: false);

        Assert.Equal(0.7, report.Agreement.Accuracy);
        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("may not decide: it agrees on 0.7", result.Actual, StringComparison.Ordinal);
        Assert.Contains("may not decide", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bar_can_ask_for_kappa_alone_and_for_few_labels()
    {
        var bar = new CalibrationBar { Kappa = 0.6, Accuracy = null, Count = 10 };

        var good = await JudgeCalibration.RunAsync(Polite, Labels(10, wrong: 2), Thanks, new CalibrationOptions { Bar = bar });
        var low = await JudgeCalibration.RunAsync(Polite, Labels(10, wrong: 3), Thanks, new CalibrationOptions { Bar = bar });
        var few = await JudgeCalibration.RunAsync(Polite, Labels(8), Thanks, new CalibrationOptions { Bar = bar });

        Assert.True(good.MayDecide, good.ToString());
        Assert.Contains("kappa", low.WhyNot, StringComparison.Ordinal);
        Assert.Contains("8 labelled transcripts", few.WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synthetic_labels_are_reported_as_such_and_let_no_judge_decide_unless_asked()
    {
        var report = await JudgeCalibration.RunAsync(Polite, Labels(source: "synthetic"), Thanks);
        var accepted = await JudgeCalibration.RunAsync(Polite, Labels(source: "synthetic"), Thanks, new CalibrationOptions { Bar = new() { AcceptsSyntheticLabels = true } });

        Assert.True(report.IsSynthetic);
        Assert.Contains("synthetic", report.WhyNot, StringComparison.Ordinal);
        Assert.Contains("20 synthetic labels", report.ToString(), StringComparison.Ordinal);
        Assert.True(accepted.MayDecide);
    }

    [Fact]
    public async Task A_judge_that_says_yes_to_all_or_breaks_does_not_clear_the_bar()
    {
        var yes = await JudgeCalibration.RunAsync(Polite, Labels(), JudgeModel.Answering(JudgeModel.Criterion("met", 1)));
        var broken = await JudgeCalibration.RunAsync(Polite, Labels(), ScriptedModel.Throwing("HTTP 500"));

        Assert.Equal((0.5, 0), (yes.Agreement.Accuracy, yes.Agreement.Kappa));
        Assert.False(yes.MayDecide);
        Assert.Equal(0, broken.Agreement.Accuracy);
        Assert.All(broken.Items, item => Assert.Equal("error", item.Verdict));
        Assert.Contains("HTTP 500", broken.Items[0].Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_was_not_calibrated_or_was_changed_may_not_decide()
    {
        var report = await JudgeCalibration.RunAsync(Polite, Labels(), Thanks);
        var prompts = new[]
        {
            await UseAsync(null),
            await UseAsync(report, new CriterionJudge("the agent is rude")),
            await UseAsync(report, new CriterionJudge("the agent is polite") { Threshold = 0.4 }),
            await UseAsync(report, model: new Renamed(JudgeModel.Answering(JudgeModel.Criterion("met", 1)))),
        };

        Assert.All(prompts, result => Assert.Equal(CheckOutcome.Error, result.Outcome));
        Assert.Contains("was not calibrated", prompts[0].Actual, StringComparison.Ordinal);
        Assert.Contains("criterion or its threshold differs", prompts[1].Actual, StringComparison.Ordinal);
        Assert.Contains("'other' answered", prompts[3].Actual, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Passed, (await UseAsync(null, require: false)).Outcome);
    }

    [Fact]
    public async Task A_report_is_kept_in_a_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            var report = await JudgeCalibration.RunAsync(Polite, Labels(20, wrong: 1), Thanks);

            await report.SaveAsync(path);
            var read = await CalibrationReport.LoadAsync(path);

            Assert.Equal(report.ToString(), read.ToString());
            Assert.Equal(report.Items, read.Items);
            Assert.Equal(CheckOutcome.Passed, (await UseAsync(read)).Outcome);

            await File.WriteAllTextAsync(path, "{\"judge\":\"criterion\"");
            await Assert.ThrowsAsync<InvalidDataException>(() => CalibrationReport.LoadAsync(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Tools_in_a_labelled_transcript_reach_the_judge()
    {
        var labels = LabelSet.ParseCsv("""
            id,label,labels,from,text,calls,arguments,result
            a,pass,people,user,"Move 500, please",,,
            a,pass,people,agent,,bank.transfer,"{""amount"":500}",ok
            a,pass,people,agent,Done.,,,
            b,fail,people,user,Move 500,,,
            b,fail,people,agent,Done.,,,
            """);

        var report = await JudgeCalibration.RunAsync(new ToolCorrectnessJudge(new ExpectedCall("transfer", new { amount = 500 })), labels, options: new CalibrationOptions { Bar = new() { Count = 2 } });

        Assert.True(report.MayDecide, report.ToString());
        Assert.Empty(report.Models);
    }

    private sealed class Renamed(IChatClient client) : DelegatingChatClient(client)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.ModelId = "other";
            return response;
        }
    }
}
