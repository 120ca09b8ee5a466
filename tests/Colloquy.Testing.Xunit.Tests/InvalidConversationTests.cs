namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A conversation that says nothing about the agent is never green, and the test says why.</summary>
public sealed class InvalidConversationTests
{
    private const string Reason = "The simulated user invented an account.";

    public static TheoryData<bool> Modes => [false, true];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_turn_that_leaves_its_conversation_invalid_fails_although_its_checks_pass(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal("Fail", run.Single("invalid: First").Outcome);
        Assert.Contains($"The conversation 'invalid' is invalid, so it says nothing about the agent. To blame: the simulated user. {Reason}", run.Single("invalid: First").Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_turns_after_it_are_blocked_and_one_that_needs_none_fails(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal($"Skip invalid: Second: blocked by First, which left its conversation invalid: {Reason}", run.Single("invalid: Second").ToString());
        Assert.Equal("Fail", run.Single("invalid: Needs nothing").Outcome);
        Assert.Contains("The conversation 'invalid' is invalid", run.Single("invalid: Needs nothing").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_check_and_the_reason_are_both_in_the_message_and_later_turns_are_blocked()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        var first = run.Single("invalid-and-wrong: First");
        Assert.Contains("Assert.Equal() Failure", first.Message, StringComparison.Ordinal);
        Assert.Contains("is invalid, so it says nothing about the agent. To blame: a judge.", first.Message, StringComparison.Ordinal);
        Assert.Equal("Skip", run.Single("invalid-and-wrong: Second").Outcome);
    }

    [Fact]
    public async Task An_exception_that_says_the_reason_is_not_repeated()
    {
        var message = (await SubjectRun.WholeAsync(inParallel: false)).Single("invalid-by-exception: First").Message;

        Assert.Equal(2, message.Split(Reason).Length);
    }

    [Fact]
    public async Task A_selected_turn_whose_prelude_left_the_conversation_invalid_fails()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.Invalid.Second");

        Assert.Contains($"The turn Second was not run. It needs the turn First, which was not selected and ran first, and First left its conversation invalid: {Reason}", Assert.Single(run.All).Message, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task It_is_recorded_as_an_error_and_with_what_is_to_blame()
    {
        var record = (await SubjectRun.WholeAsync(inParallel: false)).Record.Conversations.Single(record => record.Name == "invalid");

        Assert.Equal((TestOutcome.Error, Blame.Simulator), (record.Outcome, record.Blame));
        Assert.Equal(TestOutcome.Error, record.Turns.Single(turn => turn.Name == "First").Outcome);
    }
}
