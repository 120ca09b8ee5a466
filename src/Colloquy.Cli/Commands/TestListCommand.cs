using System.CommandLine;
using System.Globalization;
using Colloquy.Testing;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy test list</c>: the runs that are kept, the newest first.</summary>
internal static class TestListCommand
{
    public static Command Create(CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists runs of conversation tests, the newest first.")
        {
            Examples = ["colloquy test list", "colloquy test list --results artifacts/colloquy --name Shop.Tests --limit 5", "colloquy test list --json"],
        };
        var source = new RunSource();
        source.AddTo(command);
        var limit = GlobalOptions.Number("--limit", "N", "How many, 1 to 1000 [default: 20]", min: 1, max: 1_000);
        var json = GlobalOptions.Json();
        command.Options.Add(limit);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var history = source.Find(parsed, host) is { } folder ? await folder.ReadHistoryAsync(parsed.GetValue(limit) ?? 20, cancellationToken: cancellationToken).ConfigureAwait(false) : new RunHistory();
            if (parsed.GetValue(json))
                CliJson.Print(new TestRunListJson([.. history.Runs.Reverse().Select(TestRunJson.Of)], history.Unreadable), host);
            else
                await host.Terminal.PageAsync(() => Print(history, source.NoRuns(parsed, host), host), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(RunHistory history, string otherwise, CliHost host)
    {
        if (history.Runs.Count == 0 && history.Unreadable.Count == 0)
        {
            host.Terminal.Say(otherwise);
            return;
        }

        var table = Terminal.CreateTable("Run", "Started", "Verdict", "Passed", "Tests", "Seconds", "Tokens", "Cost");
        for (var i = 3; i < 8; i++)
            table.Columns[i].RightAligned();
        foreach (var run in history.Runs.Reverse())
        {
            table.AddRow(
                Terminal.Cell(run.Id),
                Wording.Time(run.Started, host.Time),
                TestWords.Markup(run),
                run.Totals.Passed.ToString(CultureInfo.InvariantCulture),
                run.Totals.Tests.ToString(CultureInfo.InvariantCulture),
                run.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                run.Totals.Usage.Total.ToString(CultureInfo.InvariantCulture),
                run.Totals.Cost is { } cost ? $"${cost.ToString("0.####", CultureInfo.InvariantCulture)}" : "-");
        }

        host.Terminal.Write(table);
        foreach (var problem in history.Unreadable)
            host.Terminal.Note(problem);
    }
}
