namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A recorder of the assembly learns how the test of each turn ended, whatever stopped it.</summary>
public sealed class RecordedRunTests
{
    [Theory]
    [InlineData("checks-fail", "First Passed, Second Failed, Third Passed")]
    [InlineData("no-answer", "First Passed, Second Error, Needs_only_the_first Passed, Needs_nothing Passed, Third Blocked, Fourth Blocked, Needs_the_third_too Blocked")]
    [InlineData("late-test", "First Error, Second Blocked")]
    [InlineData("does-not-start", "First Error, Second Blocked")]
    [InlineData("skipped", "First Passed, Second Skipped, Third Blocked, Asked_for Skipped, Needs_what_is_asked_for Blocked")]
    [InlineData("injected", "First Passed, Second Passed")]
    public async Task The_outcome_of_each_turn_is_recorded(string conversation, string expected)
    {
        foreach (var inParallel in new[] { false, true })
        {
            var record = Recorded(await SubjectRun.WholeAsync(inParallel), conversation);

            Assert.Equal(expected, string.Join(", ", record.Turns.Select(turn => $"{turn.Name} {turn.Outcome}")));
        }
    }

    [Fact]
    public async Task A_fault_that_the_turns_of_a_class_never_reach_fails_the_class_and_is_recorded_once()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        var record = Recorded(run, "fault-not-reached");
        Assert.Contains(run.Errors, error => error.Contains("Conversation 'fault-not-reached', whole conversation: the check 'fault injection' could not be made: The model error 503 was never injected", StringComparison.Ordinal));
        Assert.Equal((TestOutcome.Error, Blame.Test, null), (record.Outcome, record.Blame, record.Reason));
        Assert.Equal("fault injection", Assert.Single(record.Checks).Name);
    }

    [Fact]
    public async Task An_assertion_is_recorded_with_its_message()
    {
        var second = Recorded(await SubjectRun.WholeAsync(inParallel: false), "checks-fail").Turns[1];

        Assert.StartsWith("Assert.Equal() Failure: Strings differ", second.Reason, StringComparison.Ordinal);
        Assert.Equal("one, two", second.Answer);
    }

    [Fact]
    public async Task A_conversation_that_is_held_again_with_restarts_is_recorded_with_the_place_that_it_does_not_survive()
    {
        var run = (await SubjectRun.WholeAsync(inParallel: false)).Record;

        var survives = run.Conversations.Where(one => one.Name == "survives").ToList();
        Assert.Null(survives[0].Restart);
        Assert.Equal(["without a loss", "restart after turn 1, First", "restart after turn 2, Second"], survives.Skip(1).Select(one => one.Restart));
        Assert.All(survives, one => Assert.Equal(TestOutcome.Passed, one.Outcome));
        var lost = Assert.Single(run.Conversations, one => one.Name == "forgets" && one.Outcome == TestOutcome.Failed);
        Assert.Equal("restart after turn 1, First", lost.Restart);
        Assert.Contains("answer 2", lost.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_run_that_is_killed_the_conversations_that_had_ended_are_left()
    {
        var folder = Directory.CreateTempSubdirectory("killed-");
        try
        {
            var (exitCode, output) = await SubjectRun.RunUntilKilledAsync(folder.FullName, "-explicit", "only", "-method", "Subject.Killed.Is_killed_in_its_second_conversation");

            var run = await RunFolder.ReadAsync(Assert.Single(new RunFolder(folder.FullName, "Colloquy.Testing.Xunit.Subject").ListFiles()), TestContext.Current.CancellationToken);
            Assert.True(exitCode is 137 or -1, $"exit code {exitCode}: {output}");
            Assert.Equal((true, TestOutcome.Error), (run.IsUnfinished, run.Verdict));
            Assert.Equal(("ended", "one"), (Assert.Single(run.Conversations).Name, run.Conversations[0].Turns[0].Answer));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_conversation_that_did_not_end_cleanly_is_recorded_as_an_error_of_a_run_of_selected_tests()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.DoesNotEnd");

        Assert.True(run.Record.IsNarrowed);
        Assert.Equal(TestOutcome.Error, run.Record.Verdict);
        Assert.Contains("The end was refused.", Assert.Single(run.Record.Conversations).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_whose_prelude_failed_is_recorded_as_blocked_and_the_prelude_is_no_test()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.NoAnswer.Fourth");

        var record = Assert.Single(run.Record.Conversations);
        Assert.Equal(["First", "Second", "Fourth"], record.Turns.Select(turn => turn.Name));
        Assert.Equal([true, true, false], record.Turns.Select(turn => turn.IsPrelude));
        Assert.Equal(TestOutcome.Blocked, record.Turns[2].Outcome);
        Assert.Equal(1, record.Totals.Tests);
        Assert.NotEqual(TestOutcome.Passed, run.Record.Verdict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_run_is_not_recorded_as_one_of_selected_tests(bool inParallel) => Assert.False((await SubjectRun.WholeAsync(inParallel)).Record.IsNarrowed);

    private static ConversationRecord Recorded(SubjectRun run, string conversation) => run.Record.Conversations.Single(record => record.Name == conversation);
}
