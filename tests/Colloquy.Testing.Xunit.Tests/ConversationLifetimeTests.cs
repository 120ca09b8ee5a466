namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A conversation begins before its first turn, and ends after its last.</summary>
public sealed class ConversationLifetimeTests
{
    [Fact]
    public async Task A_conversation_starts_before_its_first_turn_and_ends_after_its_last_before_its_fixtures()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.Fixtures");

        Assert.Equal(["the conversation starts", "first", "second", "the conversation ends", "the setup is disposed", "the ledger has 2 lines", "2 turns were heard"], run.Log);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_setup_that_takes_what_is_no_fixture_fails_the_turn_and_says_what_to_add()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.FixtureMissing");

        Assert.Contains("which is no fixture of the test class, its collection or its assembly. Add IClassFixture<Ledger> to the test class", Assert.Single(run.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_of_the_assembly_hears_of_class_conversations_and_inline_ones_and_ends_last()
    {
        var run = await SubjectRun.RunAsync("-class", "Subject.Inline", "-class", "Subject.Remembering");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(6, run.All.Count);
        Assert.Equal("7 turns were heard", run.Log[^1]);
    }

    [Fact]
    public async Task The_conversations_of_the_page_pass()
    {
        var run = await SubjectRun.RunAsync("-namespace", "Subject.Docs");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(11, run.All.Count);
        Assert.All(run.All, result => Assert.Equal("Pass", result.Outcome));
    }

    [Fact]
    public async Task An_attribute_of_a_class_or_a_turn_adds_its_extension()
    {
        var run = await SubjectRun.WholeAsync(inParallel: true);

        Assert.Equal(["Pass injected: First", "Pass injected: Second"], run.Of("injected"));
    }

    [Fact]
    public async Task An_attribute_that_contradicts_itself_fails_the_first_turn()
    {
        var run = await SubjectRun.WholeAsync(inParallel: false);

        Assert.Contains("The attribute contradicts itself.", run.Single("wrong-injection: First").Message, StringComparison.Ordinal);
        Assert.Equal("Skip", run.Single("wrong-injection: Second").Outcome);
    }
}
