using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class ExpectationTests
{
    private static readonly string[] ExpectedNames = ["success", "no tools", "text"];

    [Fact]
    public async Task All_makes_every_check_and_throws_once()
    {
        var turn = await TurnAsync(Transfers(500), Says("Done."));

        var error = Fails(() => turn.Expect.All(expect => expect.Success().NoTools().Text("Lisbon")));

        var lines = error.Message.Split('\n');
        Assert.StartsWith("Conversation 'trip', turn 1 (TurnAsync): 2 of 3 checks did not pass: no tools: a tool was called", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("; text: the text is 'Done.'", lines[0], StringComparison.Ordinal);
        Assert.Equal("  1. no tools", lines[1]);
        Assert.Equal(2, error.Results.Count);
        Assert.Equal(ExpectedNames, turn.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task All_passes_when_every_check_does_and_takes_several_functions()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        turn.Expect.All(expect => expect.Success(), expect => expect.Text("lisbon")).NoTools();
        turn.Conversation.Expect.All(expect => expect.Success(), expect => expect.NoTools());

        Assert.Equal((3, 2), (turn.Checks.Count, turn.Conversation.Checks.Count));
    }

    [Fact]
    public async Task What_a_test_throws_between_checks_does_not_hide_them()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        var error = Fails(() => turn.Expect.All(expect => expect.Text("Rome"), _ => throw new InvalidOperationException("Mine.")));

        Assert.Equal("Mine.", error.InnerException?.Message);
        Assert.Throws<InvalidOperationException>(() => turn.Expect.All(expect => expect.Success(), _ => throw new InvalidOperationException("Mine.")));
    }

    [Fact]
    public async Task A_check_that_throws_is_an_error_that_is_recorded_and_no_assertion()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        var error = CannotTell(() => turn.Expect.ToolNotCalled("transfer").Meets(new Broken()));
        var waiting = await Assert.ThrowsAsync<CheckErrorException>(() => turn.Expect.MeetsAsync(new Broken()));

        Assert.Contains("the check 'broken' could not be made: InvalidOperationException: The judge is ill.", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.DoesNotContain(error.GetType().GetInterfaces(), face => face.Name == "IAssertionException");
        Assert.Contains(typeof(CheckFailedException).GetInterfaces(), face => face.Name == "IAssertionException");
        Assert.Equal(error.Message, waiting.Message);
        Assert.Equal([CheckOutcome.Passed, CheckOutcome.Error, CheckOutcome.Error], turn.Checks.Select(check => check.Outcome));
    }

    [Fact]
    public async Task An_error_beside_a_failure_is_a_failure_and_both_are_told()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.AllAsync(expect => expect.MeetsAsync(new Broken()), expect => Task.FromResult(expect.Text("Rome"))));

        Assert.Equal([CheckOutcome.Error, CheckOutcome.Failed], error.Results.Select(result => result.Outcome));
        Assert.Contains("The judge is ill.", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CheckErrorException>(() => turn.Expect.AllAsync(expect => expect.MeetsAsync(new Broken())));
    }

    [Fact]
    public async Task A_graded_check_has_a_score_a_threshold_and_reasoning()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        turn.Expect.Meets(new Graded(0.8));
        var error = Fails(() => turn.Expect.Meets(new Graded(0.4)));

        Assert.Equal([(CheckOutcome.Passed, 0.8), (CheckOutcome.Failed, 0.4)], turn.Checks.Select(check => (check.Outcome, check.Score)));
        Assert.Contains("score:    0.4", error.Message, StringComparison.Ordinal);
        Assert.Contains("reasoning: Because.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_transcript_shows_the_turn_and_the_one_before_it_cut_to_a_sensible_length()
    {
        await using var conversation = await StartAsync(Says("One."), Says("Two."), Says(new string('y', 100_000) + "\n\uD83D"));
        await conversation.SayAsync("First.", name: "First_turn");
        await conversation.SayAsync("Second.", name: "Second_turn");
        var turn = await conversation.SayAsync("Third.", name: "Third_turn");

        var message = Fails(() => turn.Expect.Text("Lisbon")).Message;

        Assert.Contains("(1 earlier turn not shown)", message, StringComparison.Ordinal);
        Assert.DoesNotContain("First_turn", message, StringComparison.Ordinal);
        Assert.Contains("    turn 2, Second_turn (2 messages carried in)\n      user: Second.\n      teller: Two.\n    > turn 3, Third_turn (4 messages carried in)", message, StringComparison.Ordinal);
        Assert.Contains("more characters)", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 200, 3000);
    }

    [Theory]
    [InlineData(450, true)]
    [InlineData(530, true)]
    [InlineData(600, false)]
    public async Task The_first_line_is_whole_at_a_sensible_length(int length, bool isWhole)
    {
        await using var conversation = await StartAsync(Says("One."));
        var turn = await conversation.SayAsync("First.");

        var first = Fails(() => turn.Expect.Meets(new Telling(new string('y', length - 4) + " end"))).Message.Split('\n')[0];

        Assert.Equal(isWhole, first.EndsWith(" end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_conversation_without_turns_passes_no_check_of_success()
    {
        await using var conversation = await StartAsync();

        var error = CannotTell(() => conversation.Expect.Success());

        Assert.StartsWith("Conversation 'trip', whole conversation: the check 'success' could not be made", error.Message, StringComparison.Ordinal);
        Assert.Contains("(no turn was taken)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_finds_nothing_in_a_conversation_without_turns_has_not_passed()
    {
        await using var conversation = await StartAsync();

        Assert.Contains("The conversation has no turn. Say something first.", CannotTell(() => conversation.Expect.NoTools()).Message, StringComparison.Ordinal);
        CannotTell(() => conversation.Expect.NoToolErrors());
        CannotTell(() => conversation.Expect.TextDoesNotContain("Lisbon"));
        CannotTell(() => conversation.Expect.NoFactLeaks("Lisbon"));
        CannotTell(() => conversation.Expect.ClaimsVerified());
    }

    private sealed class Telling(string what) : ImmediateCheck
    {
        public override string Name => "telling";

        public override string Expected => "nothing";

        public override CheckResult Make(CheckSubject subject) => Fail(what);
    }

    private sealed class Broken : ImmediateCheck
    {
        public override string Name => "broken";

        public override string Expected => "a verdict";

        public override CheckResult Make(CheckSubject subject) => throw new InvalidOperationException("The judge is ill.");
    }

    private sealed class Graded(double score) : ImmediateCheck
    {
        public override string Name => "kindness";

        public override string Expected => "a kindness of 0.7 or more";

        public override CheckResult Make(CheckSubject subject) => Grade(score, 0.7, "it was somewhat kind", "Because.");
    }
}
