using System.Text.Json;
using System.Xml.Linq;
using System.Xml.Schema;
using Colloquy.Testing.Tests.Runs;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing.Tests.Reports;

public sealed class FileReportTests : IDisposable
{
    private const string Hostile = "</script> | `a` <!-- ]]> @somebody https://example.org \u0000\u0007\ud800 \n## title";
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerOptions.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void JUnit_has_a_suite_for_each_conversation_and_a_case_for_each_turn()
    {
        var suites = XDocument.Parse(JUnitReport.Render(SampleRuns.Small)).Root!;

        Assert.Equal(("11", "1", "2"), (suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value, suites.Attribute("errors")!.Value));
        Assert.Equal(["trip-savings", "buy-boots[model-a]", "buy-boots[model-b]"], suites.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        var cases = suites.Descendants("testcase").ToList();
        Assert.Equal(11, cases.Count);
        Assert.Equal(suites.Elements("testsuite").Sum(suite => int.Parse(suite.Attribute("tests")!.Value)), cases.Count);
        var failure = Assert.Single(cases, one => one.Element("failure") is not null);
        Assert.Equal("Remember", failure.Attribute("name")!.Value);
        Assert.Contains("The answer contains 'Lisbon'.", failure.Element("failure")!.Attribute("message")!.Value);
        Assert.Contains("It needs the turn Select", Assert.Single(cases, one => one.Attribute("name")!.Value == "Pay" && one.Element("error") is not null).Element("error")!.Attribute("message")!.Value);
        Assert.Contains("bank.transfer(from_account", cases[1].Element("system-out")!.Value);
    }

    public static TheoryData<string> Runs => ["small", "large", "empty", "hostile", "restarts", "unfinished", "skipped"];

    [Theory]
    [MemberData(nameof(Runs))]
    public void JUnit_is_valid_by_the_schema_and_its_totals_are_the_sums_of_its_cases(string name)
    {
        var suites = Validated(RunOf(name));

        Assert.Equal("testsuites", suites.Name);
    }

    private static XElement Validated(RunRecord run)
    {
        List<string> faults = [];
        XmlSchemaSet schemas = new();
        schemas.Add(null, RunSchema.PathOf("junit-report.xsd"));
        var document = XDocument.Parse(JUnitReport.Render(run));
        document.Validate(schemas, (_, fault) => faults.Add(fault.Message));

        Assert.Empty(faults);
        var suites = document.Root!;
        Assert.Equal(Counts(suites.Descendants("testcase")), (Number(suites, "tests"), Number(suites, "failures"), Number(suites, "errors")));
        Assert.All(suites.Elements("testsuite"), suite => Assert.Equal(Counts(suite.Elements("testcase")), (Number(suite, "tests"), Number(suite, "failures"), Number(suite, "errors"))));
        return suites;

        static (int, int, int) Counts(IEnumerable<XElement> cases) => (cases.Count(), cases.Count(one => one.Element("failure") is not null), cases.Count(one => one.Element("error") is not null));

        static int Number(XElement element, string attribute) => int.Parse(element.Attribute(attribute)!.Value);
    }

    [Fact]
    public void JUnit_of_what_a_recorder_wrote_is_valid_too()
    {
        var recorder = new RunRecorder(new RunRecorderOptions { Name = "tests", Root = _folder.Path });
        var (mixed, late, green) = (recorder.CreateExtension("mixed"), recorder.CreateExtension("late"), recorder.CreateExtension("green"));
        mixed.Fail("First", TestOutcome.Failed, null, "Assert.True() Failure");
        mixed.Block("Second", "It needs the turn First.");
        mixed.Skip("Third", "Not today.");
        mixed.Fail(new InvalidOperationException("It did not end cleanly."));
        late.Pass("First");
        late.Fail(new InvalidOperationException("The host did not start."));
        green.Pass("First");

        var suites = Validated(recorder.ToRecord());

        Assert.Equal("It did not end cleanly.", suites.Descendants("testcase").Single(one => one.Attribute("classname")!.Value == "mixed" && one.Attribute("name")!.Value == "whole conversation").Element("error")!.Attribute("message")!.Value);
        Assert.Equal(7, suites.Descendants("testcase").Count());
    }

    private static RunRecord RunOf(string name) => name switch
    {
        "small" => SampleRuns.Small,
        "large" => SampleRuns.Large(200),
        "empty" => SampleRuns.Empty,
        "hostile" => SampleRuns.Of(Hostile, [SampleRuns.Conversation(Hostile, Hostile, AnswerOrigin.Live, SampleRuns.Turn(1, Hostile, Hostile, Hostile, 0, 2, null, [SampleRuns.Check(Hostile, Hostile, TestOutcome.Failed, Hostile)]))]),
        "restarts" => SampleRuns.Of("banking", [.. new[] { "without a loss", "cut after the call of transfer in turn 2, MoveMoney" }.Select((place, i) => SampleRuns.TripSavings(i == 1) with { Restart = place, Trial = i + 1, Totals = new RunTotals { Tests = 1, Passed = 1 - i, Failed = i } })]),
        "unfinished" => SampleRuns.Small with { IsUnfinished = true },
        _ => SampleRuns.Of("banking", [SampleRuns.Conversation("trip", null, AnswerOrigin.Live, new TurnRecord { Number = 0, Name = "Later", Outcome = TestOutcome.Skipped, Reason = "Not today." })]),
    };

    [Fact]
    public void JUnit_can_be_parsed_whatever_a_model_says()
    {
        var turn = SampleRuns.Turn(1, Hostile, Hostile, Hostile, 0, 2, [SampleRuns.Call(Hostile, "{}", Hostile, Hostile)], [SampleRuns.Check(Hostile, Hostile, TestOutcome.Failed, Hostile)]);

        var suites = XDocument.Parse(JUnitReport.Render(SampleRuns.Of(Hostile, [SampleRuns.Conversation(Hostile, Hostile, AnswerOrigin.Live, turn)])));

        Assert.Contains("␀␇\ufffd", suites.Descendants("system-out").Single().Value);
    }

    [Fact]
    public void Markdown_shows_what_moved_and_what_failed_first()
    {
        var lines = MarkdownReport.Render(SampleRuns.Small, SampleRuns.SmallBaseline).Split('\n');

        Assert.Equal("### ❌ 1 failed, 1 error, 1 blocked of 11 tests", lines[0]);
        Assert.Contains("- Newly failing: <code>trip-savings</code>", lines);
        var rows = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToList();
        Assert.StartsWith("| ❌ | <code>trip-savings</code> <sub>replayed, stand-in</sub> | 4 of 5 |", rows[0]);
        Assert.Contains("**Remember** text contains: The answer contains &#39;Lisbon&#39;.", rows[0]);
        Assert.StartsWith("| ✅ |", rows[^1]);
    }

    [Fact]
    public void Markdown_stays_a_table_whatever_a_model_says()
    {
        var turn = SampleRuns.Turn(1, Hostile, Hostile, Hostile, 0, 2, null, [SampleRuns.Check(Hostile, Hostile, TestOutcome.Failed, Hostile)]);

        var text = MarkdownReport.Render(SampleRuns.Of(Hostile, [SampleRuns.Conversation(Hostile, Hostile, AnswerOrigin.Live, turn)]));

        var row = Assert.Single(text.Split('\n'), line => line.StartsWith("| ❌", StringComparison.Ordinal));
        Assert.Equal(8, row.Replace("\\|", "", StringComparison.Ordinal).Count(character => character == '|'));
        Assert.DoesNotContain("@somebody", text);
        Assert.DoesNotContain("https://", text);
        Assert.DoesNotContain("<!--", text);
        Assert.DoesNotContain("\n## ", text);
    }

    [Fact]
    public void Markdown_of_many_conversations_is_cut_to_what_a_comment_holds()
    {
        var text = MarkdownReport.Render(SampleRuns.Large(2_000));

        Assert.InRange(text.Length, 50_000, 60_000);
        Assert.Contains("more, in the HTML report.", text);
        Assert.Contains("trip-savings-2000", text);
    }

    [Fact]
    public async Task Evaluation_files_are_valid_by_the_schema_and_by_the_types_of_the_package()
    {
        var paths = await EvaluationResultFiles.WriteAsync(SampleRuns.Small, _folder.Path, Token);

        Assert.Equal(10, paths.Count);
        var path = Assert.Single(paths, path => path.Contains("trip-savings.Remember", StringComparison.Ordinal));
        Assert.Equal(_folder.Of("results", SampleRuns.Small.Id, "trip-savings.Remember", "1.json"), path);
        foreach (var file in paths)
            Assert.True(RunSchema.Validate("evaluation-result.v1.schema.json", await File.ReadAllTextAsync(file, Token)) is [], await File.ReadAllTextAsync(file, Token));

        var json = JsonDocument.Parse(await File.ReadAllTextAsync(path, Token)).RootElement;
        Assert.Equal(("trip-savings.Remember", "1", SampleRuns.Small.Id, 1), (json.GetProperty("scenarioName").GetString(), json.GetProperty("iterationName").GetString(), json.GetProperty("executionName").GetString(), json.GetProperty("formatVersion").GetInt32()));
        var messages = json.GetProperty("messages").Deserialize<List<ChatMessage>>(AIJsonUtilities.DefaultOptions)!;
        Assert.Equal(9, messages.Count);
        Assert.Equal("What was I saving for, again?", messages[^1].Text);
        Assert.Equal("transfer", messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Last().Name);
        Assert.Equal("You are saving for a rainy day.", json.GetProperty("modelResponse").Deserialize<ChatResponse>(AIJsonUtilities.DefaultOptions)!.Text);
        var result = json.GetProperty("evaluationResult").Deserialize<EvaluationResult>(CamelCase)!;
        var metric = result.Get<BooleanMetric>("text contains");
        Assert.False(metric.Value);
        Assert.True(metric.Interpretation!.Failed);
        Assert.Equal(EvaluationRating.Unacceptable, metric.Interpretation.Rating);
        Assert.Equal(["helpful", "no tools", "text contains"], result.Metrics.Keys.Order());
        Assert.Equal("2", result.Get<BooleanMetric>("helpful").Metadata!["version"]);
    }

    [Fact]
    public async Task An_evaluation_file_of_a_restart_matrix_names_the_place_as_its_iteration()
    {
        var paths = await EvaluationResultFiles.WriteAsync(RunOf("restarts"), _folder.Path, Token);

        Assert.Equal(10, paths.Count);
        Assert.Contains(_folder.Of("results", SampleRuns.Small.Id, "trip-savings.Remember", "cut after the call of transfer in turn 2, MoveMoney.json"), paths);
        foreach (var file in paths)
            Assert.Empty(RunSchema.Validate("evaluation-result.v1.schema.json", await File.ReadAllTextAsync(file, Token)));
    }

    [Fact]
    public async Task An_evaluation_file_of_a_turn_without_an_answer_says_that_it_failed()
    {
        var paths = await EvaluationResultFiles.WriteAsync(SampleRuns.Small, _folder.Path, Token);

        var json = JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(paths, path => path.Contains("buy-boots[model-b].Select", StringComparison.Ordinal)), Token)).RootElement;

        var metric = json.GetProperty("evaluationResult").GetProperty("metrics").GetProperty("answered");
        Assert.Equal(("none", true, "inconclusive"), (metric.GetProperty("$type").GetString(), metric.GetProperty("interpretation").GetProperty("failed").GetBoolean(), metric.GetProperty("interpretation").GetProperty("rating").GetString()));
        Assert.Contains("did not answer", metric.GetProperty("diagnostics")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task All_reports_of_a_run_are_written_beside_it_and_compared_with_the_run_before()
    {
        var folder = new RunFolder(_folder.Path, "banking");
        await folder.WriteAsync(SampleRuns.SmallBaseline, Token);
        await folder.WriteAsync(SampleRuns.Small, Token);
        Directory.CreateDirectory(_folder.Of("banking", "evaluation", "results", "20200101-000000-000-removed"));

        var html = await RunReports.WriteAsync(SampleRuns.Small, folder, cancellationToken: Token);

        Assert.Contains("Newly failing", await File.ReadAllTextAsync(html, Token));
        Assert.Contains("Newly failing", await File.ReadAllTextAsync(_folder.Of("banking", "report.md"), Token));
        Assert.Equal("testsuites", XDocument.Parse(await File.ReadAllTextAsync(_folder.Of("banking", "junit.xml"), Token)).Root!.Name);
        Assert.Equal([SampleRuns.Small.Id], Directory.GetDirectories(_folder.Of("banking", "evaluation", "results")).Select(path => Path.GetFileName(path)));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }
}
