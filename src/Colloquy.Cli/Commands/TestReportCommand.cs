using System.CommandLine;
using Colloquy.Testing;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy test report</c>: the reports of a run, made from its file.</summary>
internal static class TestReportCommand
{
    public static Command Create(CliHost host)
    {
        var command = new HelpfulCommand("report", "Writes the reports of a run, without running the tests again: all of them beside the run, unless you name files.")
        {
            Examples = ["colloquy test report", "colloquy test report 20260504 --html page.html", "colloquy test report run.json --markdown comment.md --baseline before.json"],
        };
        var run = new Argument<string>("RUN") { Description = "A file, the id of a run or its start, or latest", DefaultValueFactory = _ => RunSource.Latest };
        command.Arguments.Add(run);
        var source = new RunSource();
        source.AddTo(command);
        var baseline = new Option<string?>("--baseline") { HelpName = "RUN", Description = "The run to compare with [default: the one before]" };
        var html = new Option<string?>("--html") { HelpName = "FILE", Description = "Write the HTML page there" };
        var markdown = new Option<string?>("--markdown") { HelpName = "FILE", Description = "Write Markdown for a pull request there" };
        var junit = new Option<string?>("--junit") { HelpName = "FILE", Description = "Write JUnit XML there" };
        var evaluation = new Option<string?>("--evaluation") { HelpName = "FOLDER", Description = "Write result files in the form of Microsoft.Extensions.AI.Evaluation.Reporting there" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { baseline, html, markdown, junit, evaluation, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var word = parsed.GetValue(run)!;
            var record = await source.ReadAsync(word, parsed, host, cancellationToken).ConfigureAwait(false);
            var folder = File.Exists(word) ? null : source.Find(parsed, host);
            var before = parsed.GetValue(baseline) is { } named ? await source.ReadAsync(named, parsed, host, cancellationToken).ConfigureAwait(false)
                : folder is not null ? await folder.ReadLatestAsync(record.Id, cancellationToken).ConfigureAwait(false) : null;

            List<string> files = [];
            if (parsed.GetValue(html) is { } page)
            {
                var history = folder is null ? null : await folder.ReadHistoryAsync(before: record.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
                await HtmlReport.WriteAsync(record, page, new HtmlReportOptions { Baseline = before, History = history }, cancellationToken).ConfigureAwait(false);
                files.Add(page);
            }

            if (parsed.GetValue(markdown) is { } comment)
            {
                await MarkdownReport.WriteAsync(record, comment, before, cancellationToken).ConfigureAwait(false);
                files.Add(comment);
            }

            if (parsed.GetValue(junit) is { } xml)
            {
                await JUnitReport.WriteAsync(record, xml, cancellationToken).ConfigureAwait(false);
                files.Add(xml);
            }

            if (parsed.GetValue(evaluation) is { } results)
            {
                await EvaluationResultFiles.WriteAsync(record, results, cancellationToken).ConfigureAwait(false);
                files.Add(results);
            }

            if (files.Count == 0)
                files.Add(folder is not null ? await RunReports.WriteAsync(record, folder, before, cancellationToken).ConfigureAwait(false) : throw new CliException(ExitCode.Usage, "A run that is named by its file has no folder for reports. Say what to write: --html, --markdown, --junit or --evaluation."));

            if (parsed.GetValue(json))
                CliJson.Print(new TestReportJson(TestRunJson.Of(record), before?.Id, files), host);
            else
                host.Terminal.Mark($"{(record.IsUnfinished ? "[yellow]The run did not end.[/] " : "")}{TestWords.Markup(record.Verdict)}: {record.Totals.Passed} of {record.Totals.Tests} passed. Written: {Markup.Escape(PlainText.Line(string.Join(", ", files)))}");
            return ExitCode.Ok;
        });
        return command;
    }
}
