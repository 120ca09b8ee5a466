namespace Colloquy.Testing.Xunit.Tests;

/// <summary>What is no turn, or no conversation that can be run, fails and says what to do. Nothing goes missing, and nothing passes without a word.</summary>
public sealed class WrongTurnTests
{
    [Theory]
    [InlineData("NotPublic", "The conversation class Subject.Wrong.NotPublic is not public, so xunit does not run its turns. Make it public.")]
    [InlineData("Surroundings+NotPublicWithin", "is not public, so xunit does not run its turns. Make it public, and the classes around it.")]
    [InlineData("IsAbstract", "is abstract, so xunit does not run its turns. Move [Conversation] to the classes that derive from it.")]
    [InlineData("NoTurns", "The conversation class Subject.Wrong.NoTurns has no turns, so there is nothing to run. Mark its methods with [Turn]")]
    [InlineData("IsGeneric`1", "is generic, and nothing says for which types its conversation is held. Derive a class from it for each")]
    [InlineData("TwoConstructors", "The class Subject.Wrong.TwoConstructors has not exactly one public constructor. Give it one, which takes the Conversation")]
    [InlineData("NoConstructor", "The class Subject.Wrong.NoConstructor has not exactly one public constructor.")]
    [InlineData("NoVariantName", "A variant of the conversation 'no-variant-name' of Subject.Wrong.NoVariantName has an empty name.")]
    [InlineData("ThrowingName", "There is no list of names.")]
    public async Task A_class_that_cannot_be_run_is_reported(string name, string message)
    {
        foreach (var inParallel in new[] { false, true })
        {
            var result = Assert.Single((await SubjectRun.WholeAsync(inParallel)).OfClass(name));

            Assert.Equal("Fail", result.Outcome);
            Assert.Contains(message, result.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("says-nothing", "First", "The turn First did nothing with the conversation 'says-nothing': it said nothing, and it made no check of 'Expect'.")]
    [InlineData("takes-none", "First", "The turn First did nothing with the conversation 'takes-none'")]
    [InlineData("does-not-wait", "First", "The test of the turn First ended while the agent still answered. Await each call of SayAsync.")]
    [InlineData("async-void", "First", "Tests marked as 'async void' are no longer supported.")]
    [InlineData("hidden", "First", "something else")]
    public async Task A_turn_whose_success_would_say_nothing_fails(string conversation, string turn, string message)
    {
        foreach (var inParallel in new[] { false, true })
        {
            var run = await SubjectRun.WholeAsync(inParallel);

            Assert.Equal("Fail", run.Single($"{conversation}: {turn}").Outcome);
            Assert.Contains(message, run.Single($"{conversation}: {turn}").Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("says-nothing")]
    [InlineData("does-not-wait")]
    [InlineData("async-void")]
    public async Task It_blocks_the_turns_that_need_it(string conversation) =>
        Assert.StartsWith("blocked by First, which has no answer: ", (await SubjectRun.WholeAsync(inParallel: true)).Single($"{conversation}: Second").Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_turn_that_goes_on_in_a_fork_or_only_checks_is_one()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        Assert.Equal(("Pass", "Pass"), (run.Single("says-nothing: Only on a fork").Outcome, run.Single("check-error: Only checks").Outcome));
    }

    [Fact]
    public async Task Turns_can_be_inherited_and_overridden()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        Assert.Equal(["Pass inherits: Asks", "Pass inherits: Ends", "Pass inherits: Tells"], run.Of("inherits"));
        Assert.Equal(["Pass overrides: Asks", "Pass overrides: Ends", "Pass overrides: Tells"], run.Of("overrides"));
    }

    [Theory]
    [InlineData("host-dies: Second", "Turn 2 of the conversation 'host-dies', Second, says nothing of the agent. The tool host 'till' has lost its state. The till fell down.")]
    [InlineData("host-dies: Needs nothing", "The tool host 'till' has lost its state. The till fell down.")]
    [InlineData("host-does-not-start: First", "The tool host 'till' did not start: There is no program 'till'.")]
    public async Task A_tool_host_that_dies_or_does_not_start_fails_the_turn_whatever_its_checks_say(string name, string message)
    {
        var result = (await SubjectRun.WholeAsync(inParallel: false)).Single(name);

        Assert.Equal("Fail", result.Outcome);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host-dies: Third", "blocked by Second, which has no answer: Turn 2 of the conversation 'host-dies', Second, says nothing of the agent.")]
    [InlineData("host-does-not-start: Second", "blocked by First, which has no answer: the conversation did not start: The tool host 'till' did not start: There is no program 'till'.")]
    public async Task The_turns_after_it_are_blocked(string name, string reason)
    {
        var result = (await SubjectRun.WholeAsync(inParallel: true)).Single(name);

        Assert.Equal("Skip", result.Outcome);
        Assert.StartsWith(reason, result.Message, StringComparison.Ordinal);
    }
}
