using System.CommandLine;
using Colloquy.Testing;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy test compare</c>: what moved from one run to another.</summary>
internal static class TestCompareCommand
{
    public static Command Create(CliHost host)
    {
        var command = new HelpfulCommand("compare", "Compares two runs, what is newly failing first. Without a baseline, the run is compared with the one before it.")
        {
            Examples = ["colloquy test compare", "colloquy test compare 20260503 20260504", "colloquy test compare before.json after.json --fail-on newly-failing"],
        };
        var first = new Argument<string?>("BASELINE") { Description = "A file, the id of a run or its start [default: the run before the newest]", DefaultValueFactory = _ => null };
        var second = new Argument<string>("RUN") { Description = "A file, the id of a run or its start, or latest", DefaultValueFactory = _ => RunSource.Latest };
        command.Arguments.Add(first);
        command.Arguments.Add(second);
        var source = new RunSource();
        source.AddTo(command);
        var failOn = GlobalOptions.Choice("--fail-on", "WHAT", "End with exit code 1 when there is such a difference: newly-failing or any", "newly-failing", "any");
        var json = GlobalOptions.Json();
        command.Options.Add(failOn);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var current = await source.ReadAsync(parsed.GetValue(second)!, parsed, host, cancellationToken).ConfigureAwait(false);
            var baseline = parsed.GetValue(first) is { } named ? await source.ReadAsync(named, parsed, host, cancellationToken).ConfigureAwait(false)
                : source.Find(parsed, host) is { } folder && await folder.ReadLatestAsync(current.Id, cancellationToken).ConfigureAwait(false) is { } before ? before
                : throw new CliException(ExitCode.NotFound, "There is no run before it. Name two runs, or run the tests again.");
            var moved = RunComparison.Compare(baseline, current).Conversations.Where(one => one.Changes != ChangeKinds.None).ToList();
            if (parsed.GetValue(json))
                CliJson.Print(new TestComparisonJson(TestRunJson.Of(baseline), TestRunJson.Of(current), [.. moved.Select(TestMoveJson.Of)]), host);
            else
                await host.Terminal.PageAsync(() => Print(moved, host), cancellationToken).ConfigureAwait(false);
            return parsed.GetValue(failOn) switch
            {
                "newly-failing" when moved.Exists(one => one.Changes.HasFlag(ChangeKinds.NewlyFailing)) => ExitCode.Error,
                "any" when moved.Count > 0 => ExitCode.Error,
                _ => ExitCode.Ok,
            };
        });
        return command;
    }

    private static void Print(List<ConversationComparison> moved, CliHost host)
    {
        if (moved.Count == 0)
        {
            host.Terminal.Say("Nothing moved.");
            return;
        }

        var table = Terminal.CreateTable("Conversation", "Before", "After", "Differs in", "Turns");
        table.Columns[3].NoWrap = table.Columns[4].NoWrap = false;
        foreach (var one in moved)
        {
            table.AddRow(
                Terminal.Cell((one.After ?? one.Before)!.FullName),
                one.Before is { } before ? TestWords.Markup(before.Outcome) : "-",
                one.After is { } after ? TestWords.Markup(after.Outcome) : "-",
                Markup.Escape(string.Join(", ", TestWords.Of(one.Changes))),
                Markup.Escape(PlainText.Short(string.Join(", ", one.DifferentTurns.Select(turn => (turn.After ?? turn.Before)!.Name)), 80)));
        }

        host.Terminal.Write(table);
    }
}
