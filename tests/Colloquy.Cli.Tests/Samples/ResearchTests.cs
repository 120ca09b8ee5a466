using Colloquy.Sqlite;

namespace Colloquy.Cli.Tests;

public sealed class ResearchTests : CliTest
{
    private string ReportPath => Path.Combine(Folder, "report.md");

    [Fact]
    public async Task Three_agents_make_one_report_and_a_second_start_does_nothing_twice()
    {
        var first = await RunAsync();
        var report = await File.ReadAllTextAsync(ReportPath, TestContext.Current.CancellationToken);
        File.Delete(ReportPath);
        var second = await RunAsync();

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("An offline stand-in answers", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("# surface code\n\nFindings:\n- literature_reviewer: 2 papers: Surface codes", report, StringComparison.Ordinal);
        Assert.Contains("- code_analyzer: 2 implementations: quantumlib/Stim", report, StringComparison.Ordinal);
        Assert.Matches(@"│ synthesizer +│ completed │", first.Output);
        Assert.Contains("3 turns", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("search_papers", second.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(ReportPath));
        Assert.Equal(["Find recent papers on surface code.", "Find implementations on surface code.", "Synthesize the findings in a report on surface code."], await ReadInputsAsync());
    }

    [Fact]
    public async Task The_stage_is_noted_with_the_end_of_the_turn_so_that_it_goes_on_where_it_was_taken_back_to()
    {
        await RunAsync();
        await using (var store = SqliteSessionStore.Open(StorePath))
        {
            var session = await OpenAsync(store);
            await session.UndoTurnAsync();
            Assert.Equal("synthesis", await session.State.GetAsync<string>("workflow_stage"));
        }

        File.Delete(ReportPath);
        var again = await RunAsync();

        Assert.Contains("synthesis (synthesizer)", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("literature (", again.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(ReportPath));
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("Research", "", "--depth", "3");

        Assert.Equal((2, "Usage: Research [--topic TEXT] [--store PATH] [--report PATH]\n"), (result.ExitCode, result.Error));
    }

    private Task<CliResult> RunAsync() => Child.RunAsync("Research", "", "--topic", "surface code", "--store", StorePath, "--report", ReportPath);

    private async Task<List<string?>> ReadInputsAsync()
    {
        await using var store = SqliteSessionStore.Open(StorePath);
        return await (await OpenAsync(store)).ReadTurnsAsync().Select(turn => turn.Input).Reverse().ToListAsync();
    }

    private static Task<Session> OpenAsync(SqliteSessionStore store) => store.OpenAsync(new SessionKey("research: surface code", Environment.UserName));
}
