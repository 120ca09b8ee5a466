using Colloquy.Sqlite;

namespace Colloquy.Cli.Tests;

public sealed class InspectionTests : CliTest
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
        Assert.StartsWith("# Sandpiper\n\nWhat was found:\n- hull_surveyor: 2 hull records: rust at frames 14 and 15", report, StringComparison.Ordinal);
        Assert.Contains("- engine_surveyor: 2 engine records: fuel pump replaced", report, StringComparison.Ordinal);
        Assert.Matches(@"│ clerk +│ written │", first.Output);
        Assert.Contains("3 turns", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("read_hull_records", second.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(ReportPath));
        Assert.Equal(["Read the hull records of 'Sandpiper'.", "Read the engine records of 'Sandpiper'.", "Write the report of 'Sandpiper'."], await ReadInputsAsync());
    }

    [Fact]
    public async Task The_next_part_is_noted_with_the_end_of_the_turn_so_that_it_goes_on_where_it_was_taken_back_to()
    {
        await RunAsync();
        await using (var store = await SqliteSessionStore.OpenAsync(StorePath))
        {
            var session = await OpenAsync(store);
            await session.UndoTurnAsync();
            Assert.Equal("report", await session.State.GetAsync<string>("next_part"));
        }

        File.Delete(ReportPath);
        var again = await RunAsync();

        Assert.Contains("report (clerk)", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hull (", again.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(ReportPath));
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("Inspection", "", "--depth", "3");

        Assert.Equal((2, "Usage: Inspection [--ship TEXT] [--store PATH] [--report PATH]\n"), (result.ExitCode, result.Error));
    }

    private Task<CliResult> RunAsync() => Child.RunAsync("Inspection", "", "--ship", "Sandpiper", "--store", StorePath, "--report", ReportPath);

    private async Task<List<string?>> ReadInputsAsync()
    {
        await using var store = await SqliteSessionStore.OpenAsync(StorePath);
        return await (await OpenAsync(store)).Turns.ReadAsync().Select(turn => turn.Input).Reverse().ToListAsync();
    }

    private static Task<Session> OpenAsync(SqliteSessionStore store) => store.OpenAsync(new SessionKey("inspection: Sandpiper", Environment.UserName));
}
