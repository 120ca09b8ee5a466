namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A turn that a filter selects runs with what it needs, which is not reported.</summary>
public sealed class SelectedTurnTests
{
    [Theory]
    [InlineData("collections")]
    [InlineData("all")]
    public async Task A_turn_that_is_selected_alone_passes_with_its_context(string mode)
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.Remembering.Tin", "-parallelMode", mode);

        Assert.Equal("Pass remembering: Tin", Assert.Single(run.All).ToString());
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["Zinc ran first", "Copper ran first", "3 turns were heard"], run.Log);
    }

    [Theory]
    [InlineData("collections")]
    [InlineData("all")]
    public async Task Turns_between_selected_turns_run_in_their_places(string mode)
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.Remembering.Copper", "-method", "Subject.Remembering.Gold_is_last", "-parallelMode", mode);

        Assert.Equal(["Pass remembering: Copper", "Pass remembering: Gold is last"], run.Of("remembering"));
        Assert.Equal(["Zinc ran first", "Tin ran first", "Lead ran first", "5 turns were heard"], run.Log);
    }

    [Fact]
    public async Task A_selected_turn_whose_prelude_has_no_answer_fails_and_names_it()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.NoAnswer.Fourth");

        var result = Assert.Single(run.All);
        Assert.Equal("Fail", result.Outcome);
        Assert.Contains("The turn Fourth was not run. It needs the turn Second, which was not selected and ran first, and Second has no answer: The bot is out of order. (InvalidOperationException)", result.Message, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_selected_turn_whose_conversation_does_not_start_in_the_prelude_fails()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.DoesNotStart.Second");

        var result = Assert.Single(run.All);
        Assert.Equal("Fail", result.Outcome);
        Assert.Contains("First has no answer: the conversation did not start: There is no bot for 'does-not-start'.", result.Message, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_prelude_whose_checks_fail_goes_on()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.ChecksFail.Third");

        Assert.Equal("Pass", Assert.Single(run.All).Outcome);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("Third", "the history is: one, three")]
    [InlineData("Fourth", "the history is: one, three, four")]
    public async Task A_turn_with_dependencies_runs_only_what_it_depends_on(string turn, string history)
    {
        var run = await SubjectRun.RunAsync("-method", $"Subject.Narrowed.{turn}");

        Assert.Equal(history, Assert.Single(run.All).Output.Trim());
    }

    [Fact]
    public async Task A_turn_that_needs_no_other_runs_alone()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.NoAnswer.Needs_nothing");

        Assert.Equal("Pass", Assert.Single(run.All).Outcome);
        Assert.Equal("1 turns were heard", run.Log[^1]);
    }

    [Theory]
    [InlineData("-trait", "Conversation=variants", 4)]
    [InlineData("-trait", "Variant=good", 2)]
    [InlineData("-filter", "/*/*/Remembering/Tin", 1)]
    [InlineData("-filter", "/*/*/VariantFails/Second/[Variant=good]", 1)]
    public async Task Conversations_and_variants_are_found_by_traits_and_queries(string option, string filter, int expected)
    {
        var run = await SubjectRun.RunAsync(option, filter, "-maxThreads", "8");

        Assert.Equal(expected, run.All.Count);
        Assert.All(run.All, result => Assert.Equal("Pass", result.Outcome));
    }
}
