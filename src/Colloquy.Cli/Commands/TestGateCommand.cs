using System.CommandLine;
using Colloquy.Testing;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy test gate</c>: holds a run to the thresholds of a gate file.</summary>
internal static class TestGateCommand
{
    public static Command Create(CliHost host)
    {
        var command = new HelpfulCommand("gate", "Holds a run to the thresholds of a gate file. The exit code is 0 when all are met, 1 when one is missed, and 2 when the run does not show it.")
        {
            Examples = ["colloquy test gate gate.json", "colloquy test gate gate.json 20260504", "colloquy test gate gate.json run.json --json"],
        };
        var gate = new Argument<string>("GATE") { Description = "The gate file" };
        var run = new Argument<string>("RUN") { Description = "A file, the id of a run or its start, or latest", DefaultValueFactory = _ => RunSource.Latest };
        command.Arguments.Add(gate);
        command.Arguments.Add(run);
        var source = new RunSource();
        source.AddTo(command);
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = Read(parsed.GetValue(gate)!);
            var record = await source.ReadAsync(parsed.GetValue(run)!, parsed, host, cancellationToken).ConfigureAwait(false);
            var result = record.Evaluate(file);
            var before = !File.Exists(parsed.GetValue(run)!) && source.Find(parsed, host) is { } folder ? await folder.ReadLatestAsync(record.Id, cancellationToken).ConfigureAwait(false) : null;
            if (parsed.GetValue(json))
                CliJson.Print(new TestGateJson(TestRunJson.Of(record), TestWords.Of(result.Outcome), [.. result.Verdicts.Select(TestVerdictJson.Of)]), host);
            else
                await host.Terminal.PageAsync(() => Print(record, before, result, host), cancellationToken).ConfigureAwait(false);
            return result.ExitCode;
        });
        return command;
    }

    private static GateFile Read(string path)
    {
        try
        {
            return GateFile.Load(path);
        }
        catch (GateFileException error)
        {
            throw new CliException(ExitCode.Usage, error.Message);
        }
    }

    private static void Print(RunRecord run, RunRecord? before, GateResult result, CliHost host)
    {
        var table = Terminal.CreateTable("Outcome", "Threshold", "Measured");
        table.Columns[2].NoWrap = false;
        foreach (var verdict in result.Verdicts)
            table.AddRow(TestWords.Markup(verdict.Outcome), Terminal.Cell(verdict.Threshold), Markup.Escape(PlainText.Line(verdict.Sentence)));
        host.Terminal.Write(table);

        // Whoever selected some tests in a test explorer sees it here.
        if (before is not null && CountOf(run) < CountOf(before))
            host.Terminal.Say($"Conversations: {CountOf(run)}, and {CountOf(before)} in the run before. Name those that have to run under \"conversations\" of the gate.");
        host.Terminal.Say($"The gate is {TestWords.Of(result.Outcome)} by the run {run.Id}.");
    }

    private static int CountOf(RunRecord run) => run.Conversations.Where(one => !one.IsFork).DistinctBy(one => (one.Name, one.Variant)).Count();
}
