using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing.Tests.Judges;

/// <summary>Any evaluator is a judge, and none passes because it broke.</summary>
public sealed class OtherEvaluatorTests
{
    private static async Task<CheckResult> JudgeAsync(IEvaluator evaluator, JudgeOptions? options = null, bool whole = false)
    {
        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering("yes"));
        var turn = await conversation.SayAsync("hello");
        return whole ? await conversation.JudgeAsync(evaluator, options) : await turn.JudgeAsync(evaluator, options);
    }

    private static EvaluationMetricInterpretation Rated(EvaluationRating rating, bool failed = false) => new(rating, failed, "rated");

    public static TheoryData<string, EvaluationMetric, CheckOutcome> Metrics => new()
    {
        { "a good number", new NumericMetric("m", 4) { Interpretation = Rated(EvaluationRating.Good) }, CheckOutcome.Passed },
        { "a bad number", new NumericMetric("m", 1) { Interpretation = Rated(EvaluationRating.Unacceptable, failed: true) }, CheckOutcome.Failed },
        { "an uninterpreted number", new NumericMetric("m", 4), CheckOutcome.Error },
        { "an unknown rating", new NumericMetric("m", 4) { Interpretation = Rated(EvaluationRating.Unknown) }, CheckOutcome.Error },
        { "an inconclusive rating", new NumericMetric("m", 4) { Interpretation = Rated(EvaluationRating.Inconclusive) }, CheckOutcome.Error },
        { "an inconclusive rating that failed", new NumericMetric("m", 4) { Interpretation = Rated(EvaluationRating.Inconclusive, failed: true) }, CheckOutcome.Error },
        { "not a number", new NumericMetric("m", double.NaN) { Interpretation = Rated(EvaluationRating.Good) }, CheckOutcome.Error },
        { "infinity", new NumericMetric("m", double.PositiveInfinity) { Interpretation = Rated(EvaluationRating.Good) }, CheckOutcome.Error },
        { "no value", new NumericMetric("m") { Interpretation = Rated(EvaluationRating.Good) }, CheckOutcome.Error },
        { "no value that failed", new BooleanMetric("m") { Interpretation = Rated(EvaluationRating.Unacceptable, failed: true) }, CheckOutcome.Error },
        { "true", new BooleanMetric("m", true), CheckOutcome.Passed },
        { "false", new BooleanMetric("m", false), CheckOutcome.Failed },
        { "text", new StringMetric("m", "fine") { Interpretation = Rated(EvaluationRating.Exceptional) }, CheckOutcome.Passed },
        { "uninterpreted text", new StringMetric("m", "fine"), CheckOutcome.Error },
        { "another metric", new NumericMetric("other", 4) { Interpretation = Rated(EvaluationRating.Good) }, CheckOutcome.Error },
        { "an error", WithDiagnostic(EvaluationDiagnostic.Error("The service is down.")), CheckOutcome.Error },
        { "a warning", WithDiagnostic(EvaluationDiagnostic.Warning("Slow.")), CheckOutcome.Passed },
    };

    private static BooleanMetric WithDiagnostic(EvaluationDiagnostic diagnostic)
    {
        var metric = new BooleanMetric("m", true);
        metric.AddDiagnostics(diagnostic);
        return metric;
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task A_metric_passes_only_when_it_says_so(string kind, EvaluationMetric metric, CheckOutcome outcome)
    {
        var result = await JudgeAsync(new OtherEvaluator("m", new EvaluationResult(metric)));

        Assert.True(outcome == result.Outcome, $"{kind}: {result.Outcome}, {result.Actual}");
    }

    [Fact]
    public async Task An_evaluator_without_any_metric_is_an_error()
    {
        Assert.Equal(CheckOutcome.Error, (await JudgeAsync(new CompositeEvaluator(Array.Empty<IEvaluator>()))).Outcome);
        Assert.Equal(CheckOutcome.Error, (await JudgeAsync(new OtherEvaluator("m", (_, _) => Task.FromResult<EvaluationResult>(null!)))).Outcome);
        Assert.Equal(CheckOutcome.Error, (await JudgeAsync(new OtherEvaluator("m", (_, _) => throw new TaskCanceledException("The request timed out.")))).Outcome);
    }

    [Theory]
    [InlineData(4.5, CheckOutcome.Passed, 0.875)]
    [InlineData(4, CheckOutcome.Error, 0)]
    [InlineData(2, CheckOutcome.Failed, 0.25)]
    [InlineData(7, CheckOutcome.Error, 0)]
    public async Task A_threshold_decides_on_the_scale_of_the_metric(double value, CheckOutcome outcome, double score)
    {
        var options = new JudgeOptions { Thresholds = { ["m"] = new(4, margin: 0.5, minimum: 1, maximum: 5) } };

        var result = await JudgeAsync(new OtherEvaluator("m", new EvaluationResult(new NumericMetric("m", value))), options);

        Assert.Equal((outcome, score), (result.Outcome, result.Score));
    }

    [Fact]
    public async Task A_threshold_for_a_metric_that_does_not_exist_is_an_error()
    {
        var result = await JudgeAsync(new OtherEvaluator("m", new EvaluationResult(new BooleanMetric("m", true))), new JudgeOptions { Thresholds = { ["M"] = 0.5 } });

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("'M'", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_metrics_the_worst_decides()
    {
        var evaluator = new CompositeEvaluator(
            new OtherEvaluator("a", new EvaluationResult(new BooleanMetric("a", true))),
            new OtherEvaluator("b", new EvaluationResult(new BooleanMetric("b", false, "It lies."))),
            new ToolCorrectnessJudge());

        var result = await JudgeAsync(evaluator);

        Assert.Equal(CheckOutcome.Failed, result.Outcome);
        Assert.Equal(["a: passed", "b: failed", "tool correctness: passed"], result.Details.Select(detail => $"{detail.Subject}: {detail.Verdict}"));
        Assert.StartsWith("b: false", result.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluator_is_given_the_messages_the_model_and_the_context()
    {
        ChatConfiguration? given = null;
        IReadOnlyList<EvaluationContext> contexts = [];
        var evaluator = new OtherEvaluator("m", async (configuration, context) =>
        {
            (given, contexts) = (configuration, context);
            var answer = await configuration!.ChatClient.GetResponseAsync("Is it good?");
            return new EvaluationResult(new BooleanMetric("m", answer.Text == "yes"));
        });

        var result = await JudgeAsync(evaluator, new JudgeOptions { HostState = { new("counter", "value") } });
        var whole = await JudgeAsync(evaluator, whole: true);

        Assert.Equal((CheckOutcome.Passed, CheckOutcome.Passed), (result.Outcome, whole.Outcome));
        Assert.NotNull(given);
        Assert.Equal("hello", Assert.Single(evaluator.Messages).Text);
        Assert.StartsWith("1 messages", evaluator.Response?.Text, StringComparison.Ordinal);
        Assert.Equal(JudgeScope.Conversation, Assert.IsType<ConversationContext>(Assert.Single(contexts)).Scope);
        Assert.Equal(1, result.Spend?.Calls);
    }

    [Fact]
    public async Task Our_judges_are_evaluators_for_others()
    {
        ChatMessage[] messages = [new(ChatRole.User, "hello")];
        var answer = new ChatResponse(new ChatMessage(ChatRole.Assistant, "hi"));

        var good = await new CriterionJudge("it greets").EvaluateAsync(messages, answer, new ChatConfiguration(JudgeModel.Answering(JudgeModel.Criterion("met", 0.9))));
        var broken = await new CriterionJudge("it greets").EvaluateAsync(messages, answer, new ChatConfiguration(JudgeModel.Answering("great!")));
        var alone = await new RoleAdherenceJudge("a greeter").EvaluateAsync([.. messages, new(ChatRole.Assistant, "hi"), new(ChatRole.User, "bye")], answer, new ChatConfiguration(JudgeModel.Answering(JudgeModel.Turns((1, "within"), (2, "outside")))));

        Assert.Equal(0.9, good.Get<NumericMetric>("criterion").Value);
        Assert.False(good.Get<NumericMetric>("criterion").Interpretation!.Failed);
        Assert.Null(broken.Get<NumericMetric>("criterion").Value);
        Assert.True(broken.ContainsDiagnostics(diagnostic => diagnostic.Severity == EvaluationDiagnosticSeverity.Error));
        Assert.True(broken.Get<NumericMetric>("criterion").Interpretation!.Failed);
        Assert.Equal(0.5, alone.Get<NumericMetric>("role adherence").Value);
        Assert.Equal("agent turns within the role / agent turns", alone.Get<NumericMetric>("role adherence").Metadata!["formula"]);
    }
}
