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
    public async Task An_assertion_is_recorded_with_its_message()
    {
        var second = Recorded(await SubjectRun.WholeAsync(inParallel: false), "checks-fail").Turns[1];

        Assert.StartsWith("Assert.Equal() Failure: Strings differ", second.Reason, StringComparison.Ordinal);
        Assert.Equal("one, two", second.Answer);
    }

    [Fact]
    public async Task A_conversation_that_did_not_end_cleanly_is_recorded_as_an_error()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.DoesNotEnd");

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

    private static ConversationRecord Recorded(SubjectRun run, string conversation) => run.Record.Conversations.Single(record => record.Name == conversation);
}
