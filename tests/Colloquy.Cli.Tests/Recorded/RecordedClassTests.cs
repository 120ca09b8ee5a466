namespace Colloquy.Cli.Tests.Recorded;

/// <summary>The classes of <c>colloquy test record</c> run with the glue for xunit as they are.</summary>
[Trait("Tier", "Long")]
public sealed class RecordedClassTests(RecordedProject project) : IClassFixture<RecordedProject>
{
    [Fact]
    public async Task They_pass_by_replay_and_need_no_model()
    {
        var (exitCode, output) = await project.RunTestsAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("Total: 6, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_fail_with_another_prompt_and_show_where_it_differs()
    {
        var (exitCode, output) = await project.RunTestsAsync(("DESK_PROMPT", "You are the desk. Be kind."));

        Assert.True(exitCode == 1, output);
        Assert.Contains("The first difference is in instructions:", output, StringComparison.Ordinal);
        Assert.Contains("now:      \"You are the desk. Be kind.\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_fail_with_another_answer()
    {
        var cassette = Directory.GetFiles(project.Cassettes, "what*.yaml").Single();
        var text = await File.ReadAllTextAsync(cassette);
        Assert.Contains("The account holds 1500.00.", text, StringComparison.Ordinal);
        try
        {
            await File.WriteAllTextAsync(cassette, text.Replace("The account holds 1500.00.", "The account holds 1500.00. Goodbye!", StringComparison.Ordinal));

            var (exitCode, output) = await project.RunTestsAsync();

            Assert.True(exitCode == 1, output);
            Assert.Matches(@"Expected: +""The account holds 1500\.00\.""\s+Actual: +""The account holds 1500\.00\. Goodbye!""", output);
        }
        finally
        {
            await File.WriteAllTextAsync(cassette, text);
        }
    }

    [Fact]
    public async Task Run_against_another_model_the_comparison_shows_what_changed_turn_by_turn()
    {
        Assert.Equal(0, (await project.RunTestsAsync()).ExitCode);
        var (exitCode, output) = await project.RunTestsAsync(("COLLOQUY_CASSETTES", "live"), ("DESK_MODEL", "There are"));

        var compared = await project.RunCliAsync("test", "compare", "--turns", "--results", project.Results);

        Assert.True(exitCode == 1, output);
        Assert.Equal((0, ""), (compared.ExitCode, compared.Error));
        Assert.Contains("what-is-the-balance-of-secret: What_is_the_balance_of_secret (newly failing, calls, text", compared.Output, StringComparison.Ordinal);
        Assert.Contains("  - answer: The account holds 1500.00.\n  + answer: There are 1500.00.\n", compared.Output, StringComparison.Ordinal);
        Assert.Contains("  - call: desk.get_balance {\"account\":\"[secret]\"}", compared.Output, StringComparison.Ordinal);
        Assert.Contains("  + call: desk.get_balance {\"account\":\"acct-0815-4711\"}", compared.Output, StringComparison.Ordinal);
    }
}
