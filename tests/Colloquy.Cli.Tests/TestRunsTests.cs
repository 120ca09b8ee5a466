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
        Assert.Equal(["id", "name", "started", "durationMs", "isUnfinished", "isNarrowed", "verdict", "tests", "passed", "failed", "errors", "blocked", "skipped", "tokens", "cost", "judgeCost"], Names(list.GetProperty("runs")[0]));
        Assert.Contains("'20200101.json' is no run", list.GetProperty("unreadable")[0].GetString());
    }

    [Fact]
    public async Task A_folder_without_runs_is_no_error_for_a_list_and_not_found_for_a_report()
    {
        var list = await RunAsync("test", "list", "--results", Results);
        var named = await RunAsync("test", "list", "--results", Results, "--name", "banking");
        var report = await RunAsync("test", "report", "--results", Results);

        Assert.Equal((0, $"No runs in {Results}. Run the tests first, or name the folder with --results.\n"), (list.ExitCode, list.Output));
        Assert.Equal((0, $"No runs in {Path.Combine(Results, "banking")}. Run the tests first, or name the folder with --results.\n"), (named.ExitCode, named.Output));
        Assert.Equal((3, $"colloquy: No runs in {Results}. Run the tests first, or name the folder with --results.\n"), (report.ExitCode, report.Error));
    }

    [Fact]
    public async Task The_runs_of_a_project_are_found_from_its_folder_and_from_those_below()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "Teller.Tests", "Scripts"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "Teller.Tests", "Teller.Tests.csproj"), "");
        var root = RunFolder.DefaultRoot(_ => null, Path.Combine(Folder, "Teller.Tests", "bin", "Debug", "net10.0"));
        CurrentFolder = Path.Combine(Folder, "Teller.Tests");
        var none = await RunAsync("test", "list");
        await new RunFolder(root, "Teller.Tests").WriteAsync(SampleRuns.Small);

        var list = await RunAsync("test", "list");
        CurrentFolder = Path.Combine(Folder, "Teller.Tests", "Scripts");
        var below = await RunAsync("test", "list");
        CurrentFolder = Folder;
        var above = await RunAsync("test", "list");

        Assert.Equal($"No runs in {Path.Combine(Folder, "Teller.Tests", "artifacts", "colloquy")}. Run the tests first, or name the folder with --results.\n", none.Output);
        Assert.Contains(SampleRuns.Small.Id, list.Output);
        Assert.Equal(list.Output, below.Output);
        Assert.StartsWith("No runs in ", above.Output);
    }

    [Fact]
    public async Task Results_are_printed_without_the_white_space_of_their_JSON()
    {
        var call = SampleRuns.Call("find", "{ \"name\": \"ibuprofen\" }", "{\n  \"left\": 3\n}");
        await KeepAsync(With(call) with { Id = "20260501" }, With(call with { Result = "{\"left\":2}" }) with { Id = "20260502" });

        var result = await RunAsync("test", "compare", "--turns", "--results", Results);

        Assert.Contains("- call: bank.find {\"name\":\"ibuprofen\"} = {\"left\":3}\n", result.Output);
        Assert.Contains("+ call: bank.find {\"name\":\"ibuprofen\"} = {\"left\":2}\n", result.Output);

        static RunRecord With(ToolCallRecord call) => SampleRuns.Of("banking", [SampleRuns.Conversation("pharmacy", null, AnswerOrigin.Live, SampleRuns.Turn(1, "Find", "Have you any?", "Yes.", 0, 2, [call]))]);
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
    public async Task A_comparison_says_whether_a_difference_is_significant_and_can_fail_by_it()
    {
        await KeepAsync(Trials(passed: 19) with { Id = "20260501" }, Trials(passed: 6) with { Id = "20260502" });

        var worse = await RunAsync("test", "compare", "--results", Results, "--fail-on", "worse");
        var better = await RunAsync("test", "compare", "20260502", "20260501", "--results", Results, "--fail-on", "worse");
        var json = await RunJsonAsync("test", "compare", "--results", Results);

        Assert.Equal((1, 0), (worse.ExitCode, better.ExitCode));
        Assert.Contains("\nAll conversations: 19 of 20 passed, then 6 of 20; a significant difference (McNemar's exact test, p = 0.0002).\n", worse.Output);
        Assert.Contains("trip-savings, trial 12", worse.Output);
        Assert.Equal(["baseline", "run", "moved", "trials"], Names(json));
        Assert.Equal(["conversation", "variant", "trial", "restart", "before", "after", "changes", "turns", "differences"], Names(json.GetProperty("moved")[0]));
        Assert.Equal(["all", "conversations", "cost", "duration"], Names(json.GetProperty("trials")));
        Assert.Equal(["conversation", "baselineTrials", "baselinePassed", "runTrials", "runPassed", "isPaired", "pValue", "isSignificant"], Names(json.GetProperty("trials").GetProperty("all")));
    }

    [Fact]
    public async Task Two_variants_of_one_run_are_compared()
    {
        await KeepAsync(SampleRuns.Small);

        var result = await RunAsync("test", "compare", "--variants", "model-a", "model-b", "--results", Results);
        var named = await RunAsync("test", "compare", SampleRuns.Small.Id[..8], "--variants", "model-b", "model-a", "--results", Results);
        var unknown = await RunAsync("test", "compare", "--variants", "model-a", "model-z", "--results", Results);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"buy-boots +passed +error +newly failing", result.Output);
        Assert.Matches(@"buy-boots +error +passed +newly passing", named.Output);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("has the variant 'model-z'. Variants are: model-a, model-b.", unknown.Error);
    }

    [Fact]
    public async Task A_gate_is_met_missed_or_undecided_and_says_why()
    {
        await KeepAsync(Trials(passed: 15));
        var file = Path.Combine(Folder, "gate.json");

        Assert.Equal((0, 1, 2), ((await GateAsync("\"passRate\": 0.7")).ExitCode, (await GateAsync("\"passRate\": 0.8")).ExitCode, (await GateAsync("\"passToTheK\": { \"k\": 30, \"atLeast\": 0.1 }")).ExitCode));
        var missed = await GateAsync("\"passRate\": 0.8");
        Assert.Contains("missed", missed.Output);
        Assert.Contains("All conversations: the pass rate is 0.75, and at least 0.8 is required.", missed.Output);
        Assert.EndsWith($"The gate is missed by the run {SampleRuns.Small.Id}.\n", missed.Output);
        await GateAsync("\"passRate\": 0.7");
        var json = await RunJsonAsync("test", "gate", file, "latest", "--results", Results);
        Assert.Equal(["run", "outcome", "verdicts"], Names(json));
        Assert.Equal(["conversation", "threshold", "outcome", "sentence"], Names(json.GetProperty("verdicts")[0]));

        async Task<CliResult> GateAsync(string threshold)
        {
            await File.WriteAllTextAsync(file, $$"""{ "version": 1, "all": { {{threshold}} } }""");
            return await RunAsync("test", "gate", file, "--results", Results);
        }
    }

    [Fact]
    public async Task A_gate_file_that_is_wrong_is_refused_with_its_line()
    {
        await KeepAsync(SampleRuns.Small);
        var file = Path.Combine(Folder, "gate.json");
        await File.WriteAllTextAsync(file, "{ \"version\": 1,\n \"al\": {} }");

        var wrong = await RunAsync("test", "gate", file, "--results", Results);
        var missing = await RunAsync("test", "gate", Path.Combine(Folder, "no.json"), "--results", Results);

        Assert.Equal((2, 2), (wrong.ExitCode, missing.ExitCode));
        Assert.Contains("gate.json, line 2: 'al' is not a part of a gate.", wrong.Error);
        Assert.Contains("Check the path.", missing.Error);
    }

    [Fact]
    public async Task A_run_that_did_not_end_is_listed_reported_and_held_to_no_gate()
    {
        var recorder = new RunRecorder(new RunRecorderOptions { Name = "banking", Root = Results });
        recorder.CreateExtension("first").Pass("Greet");
        await using (var conversation = await Colloquy.Testing.Conversation.StartAsync(new ConversationBuilder("second").AddExtension(recorder.CreateExtension("second")), one => one.UseTarget((_, _, _) => Task.FromResult("Hello."))))
            await conversation.SayAsync("Hello.");
        var gate = Path.Combine(Folder, "gate.json");
        await File.WriteAllTextAsync(gate, """{ "version": 1, "all": { "passRate": 1 } }""");

        var list = await RunAsync("test", "list", "--results", Results);
        var report = await RunAsync("test", "report", recorder.Id[..8], "--results", Results);
        var undecided = await RunAsync("test", "gate", gate, "--results", Results);

        Assert.Contains("error, unfinished", list.Output);
        Assert.StartsWith("The run did not end. error: 1 of 1 passed.", report.Output);
        Assert.Contains("The run did not end: 1 test passed until then", await File.ReadAllTextAsync(Path.Combine(Results, "banking", "report.html")));
        Assert.Equal(2, undecided.ExitCode);
        Assert.Contains("The run did not end, so the results are a part.", undecided.Output);
    }

    [Fact]
    public async Task A_run_of_selected_tests_is_listed_as_narrowed_and_meets_no_gate_for_each()
    {
        await KeepAsync(SampleRuns.Green with { Id = "20260501", Conversations = SampleRuns.Small.Conversations }, SampleRuns.Green with { Id = "20260502", IsNarrowed = true });
        var gate = Path.Combine(Folder, "gate.json");

        var list = await RunAsync("test", "list", "--results", Results);
        var compare = await RunAsync("test", "compare", "--results", Results, "--fail-on", "any");
        await File.WriteAllTextAsync(gate, """{ "version": 1, "each": { "passRate": 1 } }""");
        var each = await RunAsync("test", "gate", gate, "--results", Results);
        await File.WriteAllTextAsync(gate, """{ "version": 1, "conversations": { "trip-savings": { "passRate": 1 } } }""");
        var named = await RunAsync("test", "gate", gate, "--results", Results);

        Assert.Contains("passed, narrowed", list.Output);
        Assert.DoesNotContain("removed", compare.Output);
        Assert.Equal((2, 0), (each.ExitCode, named.ExitCode));
        Assert.Contains("The tests of the run were selected by name, so the results are a part.", each.Output);
        Assert.Contains("Conversations: 1, and 3 in the run before. Name those that have to run under \"conversations\" of the gate.", named.Output);
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

    private static RunRecord Trials(int passed) => SampleRuns.Of("banking", [.. Enumerable.Range(1, 20).Select(i => SampleRuns.TripSavings(fails: i > passed) with { Trial = i })]);

    private async Task KeepAsync(params RunRecord[] runs)
    {
        foreach (var run in runs)
            await new RunFolder(Results, "banking").WriteAsync(run);
    }
}
