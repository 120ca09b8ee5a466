namespace Colloquy.Testing.Xunit.Tests;

/// <summary>The turns of a class follow one another in the order of the source; classes and variants run at the same time.</summary>
public sealed class TurnOrderTests
{
    public static TheoryData<bool> Modes => [false, true];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Turns_run_in_the_order_of_the_source_and_never_at_the_same_time(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal(["Pass remembering: Copper", "Pass remembering: Gold is last", "Pass remembering: Lead", "Pass remembering: Tin", "Pass remembering: Zinc"], run.Of("remembering"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Variants_and_classes_run_at_the_same_time_with_histories_of_their_own(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        foreach (var variant in new[] { "model-a", "model-b" })
            Assert.Equal([$"Pass variants[{variant}]: Knows only its own history", $"Pass variants[{variant}]: Meets the other variant"], run.Of($"variants[{variant}]"));
        Assert.Equal(["Pass variant-stores[one]: Has a store of its own", "Pass variant-stores[other]: Has a store of its own"], [.. run.Of("variant-stores[one]"), .. run.Of("variant-stores[other]")]);
        Assert.Equal(["Pass here: Meets the other class"], run.Of("here"));
        Assert.Equal(["Pass there: Meets the other class"], run.Of("there"));
    }

    [Theory]
    [InlineData("none", "1")]
    [InlineData("all", "1")]
    [InlineData("all", "unlimited")]
    public async Task In_every_mode_and_with_any_number_of_threads_turns_follow_one_another(string mode, string threads)
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.Remembering", "-class", "Subject.NoAnswer", "-parallelMode", mode, "-maxThreads", threads);

        Assert.Equal(["Pass remembering: Copper", "Pass remembering: Gold is last", "Pass remembering: Lead", "Pass remembering: Tin", "Pass remembering: Zinc"], run.Of("remembering"));
        Assert.Equal((3, 3, 1), (run.Of("no-answer").Count(line => line.StartsWith("Pass", StringComparison.Ordinal)), run.Of("no-answer").Count(line => line.StartsWith("Skip", StringComparison.Ordinal)), run.Of("no-answer").Count(line => line.StartsWith("Fail", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Conversations_in_one_collection_run_one_after_another_and_share_its_fixtures()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.OneAfterAnother", "-parallelMode", "collections", "-maxThreads", "8");

        Assert.Equal(["Pass collection[one]: First", "Pass collection[other]: First"], [.. run.Of("collection[one]"), .. run.Of("collection[other]")]);
        Assert.Contains("the ledger has 2 lines", run.Log);
    }

    [Theory]
    [InlineData("OneLine", "First and Second stand on the same line, 7. Put each [Turn] on a line of its own.")]
    [InlineData("TwoFiles", "they stand in several files: Orders.cs, OtherFile.cs. Put all turns of a conversation in one file.")]
    [InlineData("UnknownNeed", "The turn Second of Subject.Wrong.UnknownNeed depends on 'Frist', which is none of its turns. They are: First, Second.")]
    [InlineData("Circle", "depend on each other in a circle: First → Second → First. Remove one of these [DependsOn].")]
    [InlineData("LaterNeed", "The turn First of Subject.Wrong.LaterNeed depends on Second, which stands after it.")]
    [InlineData("RunsAlone", "xunit runs First after all others, because of DisableParallelization. Remove it")]
    [InlineData("StrayNeed", "Subject.Wrong.StrayNeed.Second has [DependsOn] but is no turn.")]
    [InlineData("Parameters", "The turn Subject.Wrong.Parameters.First has parameters.")]
    public async Task An_order_that_cannot_be_met_fails_every_turn_and_says_why(string name, string message)
    {
        foreach (var inParallel in new[] { false, true })
        {
            var results = (await SubjectRun.WholeAsync(inParallel)).OfClass(name);

            Assert.NotEmpty(results);
            Assert.All(results, result => Assert.Equal("Fail", result.Outcome));
            Assert.All(results, result => Assert.Contains(message, result.Message, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("SameName", "Two conversations are named 'same-name': Subject.Wrong.SameName and Subject.Wrong.SameNameToo.")]
    [InlineData("SameNameToo", "Two conversations are named 'Same-Name': Subject.Wrong.SameName and Subject.Wrong.SameNameToo.")]
    [InlineData("SameVariant", "The class Subject.Wrong.SameVariant has two variants that are named 'same-variant[model-a]'.")]
    [InlineData("NoName", "has an empty name")]
    [InlineData("NoConversation", "has turns but no name for their conversation. Mark it with [Conversation(")]
    [InlineData("NoSetup", "Nothing says what the conversation of Subject.Wrong.NoSetup tests.")]
    [InlineData("WrongSetup", "The setup System.String of Subject.Wrong.WrongSetup is not a class that implements IConversationSetup.")]
    public async Task A_conversation_without_a_name_of_its_own_or_a_setup_fails_and_says_why(string name, string message)
    {
        var result = Assert.Single((await SubjectRun.WholeAsync(inParallel: false)).OfClass(name));

        Assert.Equal("Fail", result.Outcome);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_classes_can_have_variants_of_one_conversation()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        Assert.Equal(["Pass shared[model-a]: First", "Pass shared[model-b]: First"], [.. run.Of("shared[model-a]"), .. run.Of("shared[model-b]")]);
    }
}
