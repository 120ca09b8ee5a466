using Colloquy.Testing;
using Colloquy.Testing.Tests.Reports;

namespace Colloquy.Cli.Tests;

public sealed class TestRunsTests : CliTest
{
    private string Results => Path.Combine(Folder, "results");

    [Fact]
    public async Task Runs_are_listed_the_newest_first()
    {
        await KeepAsync(SampleRuns.SmallBaseline, SampleRuns.Small);

        var result = await RunAsync("test", "list", "--results", Results);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = result.Output.Split('\n');
        Assert.StartsWith("RUN", lines[0]);
        Assert.StartsWith(SampleRuns.Small.Id, lines[1]);
        Assert.Contains("failed", lines[1]);
        Assert.StartsWith(SampleRuns.SmallBaseline.Id, lines[2]);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task The_fields_of_the_JSON_of_a_list_are_these()
    {
        await KeepAsync(SampleRuns.Small);
        await File.WriteAllTextAsync(Path.Combine(Results, "banking", "runs", "20200101.json"), "cut");

        var list = await RunJsonAsync("test", "list", "--results", Results);

        Assert.Equal(["runs", "unreadable"], Names(list));
        Assert.Equal(["id", "name", "started", "durationMs", "verdict", "tests", "passed", "failed", "errors", "blocked", "skipped", "tokens", "cost", "judgeCost"], Names(list.GetProperty("runs")[0]));
        Assert.Contains("'20200101.json' is no run", list.GetProperty("unreadable")[0].GetString());
    }

    [Fact]
    public async Task A_folder_without_runs_is_no_error_for_a_list_and_not_found_for_a_report()
    {
        var list = await RunAsync("test", "list", "--results", Results);
        var report = await RunAsync("test", "report", "--results", Results);

        Assert.Equal((0, "No runs.\n"), (list.ExitCode, list.Output));
        Assert.Equal((3, "colloquy: There are no runs. Run the tests first, or name the folder with --results.\n"), (report.ExitCode, report.Error));
    }

    [Fact]
    public async Task All_reports_are_written_beside_the_run()
    {
        await KeepAsync(SampleRuns.SmallBaseline, SampleRuns.Small);

        var result = await RunAsync("test", "report", "--results", Results);

        Assert.Equal((0, $"failed: 8 of 11 passed. Written: {Path.Combine(Results, "banking", "report.html")}\n"), (result.ExitCode, result.Output));
        Assert.Contains("Newly failing", await File.ReadAllTextAsync(Path.Combine(Results, "banking", "report.md")));
    }

    [Fact]
    public async Task A_run_of_a_file_is_written_where_it_is_asked_for()
    {
        await KeepAsync(SampleRuns.Small);
        var file = Directory.GetFiles(Path.Combine(Results, "banking", "runs")).Single();
        string[] written = [Path.Combine(Folder, "page.html"), Path.Combine(Folder, "comment.md"), Path.Combine(Folder, "junit.xml"), Path.Combine(Folder, "evaluation")];

        var report = await RunJsonAsync("test", "report", file, "--html", written[0], "--markdown", written[1], "--junit", written[2], "--evaluation", written[3]);

        Assert.Equal(written, report.GetProperty("files").EnumerateArray().Select(one => one.GetString()!));
        Assert.All(written, path => Assert.True(Path.Exists(path)));
        Assert.Equal(2, (await RunAsync("test", "report", file)).ExitCode);
    }

    [Fact]
    public async Task A_comparison_says_what_is_newly_failing_and_can_fail()
    {
        await KeepAsync(SampleRuns.SmallBaseline, SampleRuns.Small);

        var result = await RunAsync("test", "compare", "--results", Results);
        var gate = await RunAsync("test", "compare", SampleRuns.SmallBaseline.Id[..8], SampleRuns.Small.Id[..8], "--results", Results, "--fail-on", "newly-failing");
        var same = await RunAsync("test", "compare", "20260504", "latest", "--results", Results, "--fail-on", "any");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"trip-savings +passed +failed +newly failing, text +Remember", result.Output);
        Assert.Equal(1, gate.ExitCode);
        Assert.Equal((0, "Nothing moved.\n"), (same.ExitCode, same.Output));
    }

    [Fact]
    public async Task An_unknown_run_and_several_names_are_said_plainly()
    {
        await KeepAsync(SampleRuns.Small);
        await new RunFolder(Results, "other").WriteAsync(SampleRuns.Green);

        var several = await RunAsync("test", "list", "--results", Results);
        var unknown = await RunAsync("test", "report", "1999", "--results", Results, "--name", "banking");

        Assert.Equal((2, "colloquy: The folder has runs of banking, other. Name one with --name.\n"), (several.ExitCode, several.Error));
        Assert.Equal((3, "colloquy: There is no run '1999'. `colloquy test list` shows those that there are.\n"), (unknown.ExitCode, unknown.Error));
    }

    private async Task KeepAsync(params RunRecord[] runs)
    {
        foreach (var run in runs)
            await new RunFolder(Results, "banking").WriteAsync(run);
    }
}
