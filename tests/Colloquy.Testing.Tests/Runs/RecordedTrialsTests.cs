namespace Colloquy.Testing.Tests.Runs;

/// <summary>The trials of a run, as its record has them, and what gates and comparisons make of them.</summary>
public sealed class RecordedTrialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunRecorder _recorder;

    public RecordedTrialsTests() => _recorder = new RunRecorder(new RunRecorderOptions { Name = "tests", Root = _folder.Path });

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_record_of_trials_says_what_the_trials_said()
    {
        var result = await Testing.Trials.RunAsync(NewBuilder, Till, async conversation =>
        {
            await conversation.SayAsync("hello");
            Assert.NotEqual(2, conversation.Trial);
            if (conversation.Trial == 3)
                conversation.Invalidate(Blame.Simulator, "The user invented an account.");
        }, new TrialOptions { Count = 4 }, Token);

        var recorded = Assert.Single(_recorder.ToRecord().ToTrials());

        Assert.Equal(result.Trials.Select(trial => (trial.Number, trial.Outcome, trial.Blame)), recorded.Trials.Select(trial => (trial.Number, trial.Outcome, trial.Blame)));
        Assert.Equal((2, 1, 1, 0), (recorded.Passed, recorded.Failed, recorded.Invalid, recorded.NotRun));
        Assert.StartsWith("Assert.NotEqual() Failure", recorded.Trials[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_that_a_budget_kept_from_being_run_is_in_the_record_and_leaves_a_gate_undecided()
    {
        await Testing.Trials.RunAsync(NewBuilder, Till, conversation => conversation.SayAsync("hello"), new TrialOptions { Count = 4, Parallelism = 1, Budget = new TestBudget { MaximumTokens = 20 } }, Token);

        var run = _recorder.ToRecord();
        var gate = run.Evaluate(GateFile.Parse("""{ "version": 1, "all": { "passRate": 1 } }"""));

        Assert.Equal((TestOutcome.Error, 2, 2), (run.Verdict, run.Totals.Passed, run.Totals.Errors));
        Assert.Equal((2, 2), (run.ToTrials()[0].Passed, run.ToTrials()[0].NotRun));
        Assert.Equal((GateOutcome.Undecided, 2), (gate.Outcome, gate.ExitCode));
        Assert.Contains("2 trials were not run: The budget", gate.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_that_were_not_needed_to_decide_are_not_missed()
    {
        await Testing.Trials.RunAsync(NewBuilder, Till, conversation => conversation.SayAsync("hello"), new TrialOptions { Count = 9, Parallelism = 1, StopsWhenDecided = true, Rule = new TrialRule { MinimumPassRate = 0.2 } }, Token);

        var run = _recorder.ToRecord();

        Assert.Equal(TestOutcome.Passed, run.Verdict);
        Assert.InRange(run.Conversations.Count, 1, 8);
    }

    [Fact]
    public async Task A_restart_matrix_is_recorded_as_what_it_is_and_names_the_loss_that_is_not_survived()
    {
        Till? till = null;
        await RestartMatrix.RunAsync(NewBuilder, conversation => (till = new Till()).Configure(conversation), async conversation =>
        {
            await conversation.SayAsync("hello", name: "Greet");
            Assert.False((await conversation.SayAsync("pay 5", name: "Pay")).Text.StartsWith("No result", StringComparison.Ordinal), "It does not know what it paid.");
        }, cancellationToken: Token);

        var run = _recorder.ToRecord();

        Assert.Equal(
            [("without a loss", TestOutcome.Passed), ("restart after turn 1, Greet", TestOutcome.Passed), ("cut after the call of pay in turn 2, Pay", TestOutcome.Failed), ("restart after turn 2, Pay", TestOutcome.Passed)],
            run.Conversations.Select(one => (one.Restart, one.Outcome)));
        Assert.Equal((0, 4, 3, 1), (run.Totals.Conversations, run.Totals.Tests, run.Totals.Passed, run.Totals.Failed));
        Assert.StartsWith("It does not know what it paid.", run.Conversations[2].Reason, StringComparison.Ordinal);
        Assert.Equal(("till, restarts", 4), (Assert.Single(run.ToTrials()).Name, run.ToTrials()[0].Trials.Count));
        await _recorder.CompleteAsync(Token);
        Assert.Empty(RunSchema.Validate("colloquy-run.v1.schema.json", await File.ReadAllTextAsync(Assert.Single(_recorder.Folder.ListFiles()), Token)));

        var html = HtmlReport.Render(run);
        Assert.Contains("does not survive: cut after the call of pay in turn 2, Pay", html, StringComparison.Ordinal);
        Assert.DoesNotContain("trial 2", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf("does not survive", StringComparison.Ordinal) < html.IndexOf("<details class=\"conv", StringComparison.Ordinal), "What the losses say together comes first.");
        Assert.Contains("<testsuite name=\"till, cut after the call of pay in turn 2, Pay\" tests=\"1\" failures=\"1\" errors=\"0\"", JUnitReport.Render(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_without_a_place_for_a_loss_is_an_error_in_the_record_too()
    {
        var result = await RestartMatrix.RunAsync(NewBuilder, Till, async conversation => await conversation.SayAsync("hello"), new RestartMatrixOptions { Cuts = RestartCuts.BeforeCalls }, Token);

        Assert.Equal(TrialsOutcome.Error, result.Outcome);
        Assert.Equal(TestOutcome.Error, _recorder.ToRecord().Verdict);
    }

    [Fact]
    public async Task What_is_to_blame_for_an_error_is_recorded()
    {
        foreach (var (name, error) in new (string, Exception)[] { ("away", new HttpRequestException("The service is away.")), ("wrong", new InvalidOperationException("The agent is wrong.")) })
        {
            await using var conversation = await Conversation.StartAsync(new ConversationBuilder(name).AddExtension(_recorder.CreateExtension(name)), one => one.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => throw error)))), Token);
            await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello"));
        }

        var trials = _recorder.ToRecord().ToTrials();

        Assert.Equal([(TrialOutcome.Invalid, Blame.Infrastructure), (TrialOutcome.Failed, Blame.Agent)], trials.Select(one => (one.Trials[0].Outcome, one.Trials[0].Blame!.Value)));
    }

    [Fact]
    public async Task An_answer_that_a_test_expects_to_be_lacking_is_no_blame()
    {
        var recording = _recorder.CreateExtension("away");
        await using (var conversation = await Conversation.StartAsync(new ConversationBuilder("away").AddExtension(recording), one => one.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => throw new HttpRequestException("Away."))))), Token))
            await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello", name: "Lost"));
        recording.Pass("Lost");
        recording.Fail("Later", TestOutcome.Failed, null, "Assert.True() Failure");

        var record = Assert.Single(_recorder.ToRecord().Conversations);

        Assert.Equal((TestOutcome.Failed, Blame.Agent), (record.Outcome, record.Blame));
    }

    [Fact]
    public void Variants_of_one_run_are_compared_with_significance()
    {
        var conversations = Enumerable.Range(1, 40).Select(i => Reports.SampleRuns.TripSavings(fails: i % 4 != 0) with { Name = "trip", Variant = i <= 20 ? "model-a" : "model-b", Trial = (i % 20) + 1 }).Select(one => one.Variant == "model-b" && one.Outcome == TestOutcome.Failed ? Reports.SampleRuns.TripSavings(fails: false) with { Name = "trip", Variant = "model-b", Trial = one.Trial } : one).ToList();
        var run = Reports.SampleRuns.Of("banking", conversations);

        var comparison = RunComparison.Compare(run.OfVariant("model-a"), run.OfVariant("model-b"));

        var overall = comparison.CompareTrials().Overall;
        Assert.Equal((5, 20, 20, 20, true), (overall.FirstPassed, overall.FirstTrials, overall.SecondPassed, overall.SecondTrials, overall.IsSignificant));
        Assert.Equal(15, comparison.Where(ChangeKinds.NewlyPassing).Count);
        Assert.Contains("Variants are: model-a, model-b.", Assert.Throws<ArgumentException>(() => run.OfVariant("model-c")).Message, StringComparison.Ordinal);
    }

    private ConversationBuilder NewBuilder(int trial)
    {
        var builder = new ConversationBuilder("till") { Trial = trial };
        return builder.AddExtension(_recorder.CreateExtension(builder));
    }

    private static void Till(ConversationBuilder conversation) => new Till().Configure(conversation);
}
