namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A turn that fails its checks does not stop the conversation; one without an answer blocks those that need it.</summary>
public sealed class BlockedTurnTests
{
    public static TheoryData<bool> Modes => [false, true];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_turn_that_fails_its_checks_stays_in_the_history_and_the_next_go_on(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal(("Fail", "Pass"), (run.Single("checks-fail: Second").Outcome, run.Single("checks-fail: Third").Outcome));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_turn_without_an_answer_blocks_those_that_need_it_and_no_others(bool inParallel)
    {
        const string Blocked = "blocked by Second, which has no answer: The bot is out of order. (InvalidOperationException)";

        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal("Fail", run.Single("no-answer: Second").Outcome);
        Assert.Equal(
            [
                $"Skip no-answer: Fourth: {Blocked}",
                $"Skip no-answer: Needs the third too: {Blocked}",
                $"Skip no-answer: Third: {Blocked}",
                "Pass no-answer: First",
                "Pass no-answer: Needs nothing",
                "Pass no-answer: Needs only the first",
            ],
            run.Of("no-answer").Where(line => !line.StartsWith("Fail", StringComparison.Ordinal)).OrderByDescending(line => line[0]).ThenBy(line => line, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("throws-after-answer: Second", "blocked by First, which threw after its answer: The test is out of order. (InvalidOperationException)")]
    [InlineData("late-answer: Second", "blocked by First, which has no answer: The agent did not answer within 00:00:00.0500000.")]
    [InlineData("late-test: Second", "blocked by First, which has no answer: it took longer than its time-out")]
    [InlineData("late-test-cleanup: Second", "blocked by First, which has no answer: it took longer than its time-out")]
    [InlineData("does-not-start: Second", "blocked by First, which has no answer: the conversation did not start: There is no bot for 'does-not-start'. (InvalidOperationException)")]
    [InlineData("variant-fails[bad]: Second", "blocked by First, which has no answer: The bot is out of order. (InvalidOperationException)")]
    [InlineData("skipped: Third", "blocked by Second, which was skipped: not today")]
    [InlineData("skipped: Needs what is asked for", "blocked by Asked_for, which is explicit and was not run")]
    public async Task A_turn_that_was_late_or_did_not_start_or_was_skipped_blocks_too(string name, string reason)
    {
        foreach (var inParallel in new[] { false, true })
        {
            var blocked = (await SubjectRun.WholeAsync(inParallel)).Single(name);

            Assert.Equal("Skip", blocked.Outcome);
            Assert.StartsWith(reason, blocked.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_check_that_could_not_be_made_fails_its_turn_and_blocks_none(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal(("Fail", "Pass"), (run.Single("check-error: First").Outcome, run.Single("check-error: Second").Outcome));
        Assert.Contains("the check 'no tools' could not be made", run.Single("check-error: First").Message, StringComparison.Ordinal);
        Assert.Equal([TestOutcome.Error, TestOutcome.Passed], run.Record.Conversations.Single(record => record.Name == "check-error").Turns.Take(2).Select(turn => turn.Outcome));
    }

    [Fact]
    public async Task A_check_that_is_recorded_and_does_not_pass_fails_its_turn_although_nothing_was_thrown()
    {
        var run = await SubjectRun.WholeAsync(inParallel: true);

        Assert.Equal(("Fail", "Fail", "Pass"), (run.Single("recorded: Error").Outcome, run.Single("recorded: Failure").Outcome, run.Single("recorded: Passes").Outcome));
        Assert.Contains("The check 'criterion' of the turn Error could not be made, and the test went on. ", run.Single("recorded: Error").Message, StringComparison.Ordinal);
        Assert.Contains("The check 'text' of the turn Failure failed, and the test went on. Expected: ", run.Single("recorded: Failure").Message, StringComparison.Ordinal);
        Assert.Equal([TestOutcome.Error, TestOutcome.Failed, TestOutcome.Passed], run.Record.Conversations.Single(record => record.Name == "recorded").Turns.Select(turn => turn.Outcome));
    }

    [Fact]
    public async Task A_variant_that_fails_blocks_no_other_variant() =>
        Assert.Equal(["Pass variant-fails[good]: First", "Pass variant-fails[good]: Second"], (await SubjectRun.WholeAsync(inParallel: true)).Of("variant-fails[good]"));

    [Fact]
    public async Task A_run_with_blocked_turns_is_not_green()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.NoAnswer");

        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_conversation_that_does_not_end_cleanly_fails_the_run()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.DoesNotEnd");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Pass", run.Single("does-not-end: Only").Outcome);
        Assert.Contains(run.Errors, error => error.Contains("The end was refused.", StringComparison.Ordinal));
    }
}
