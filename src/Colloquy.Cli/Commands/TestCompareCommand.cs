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
            Examples = ["colloquy test compare", "colloquy test compare --turns", "colloquy test compare --variants model-a model-b", "colloquy test compare 20260503 20260504", "colloquy test compare before.json after.json --fail-on newly-failing"],
        };
        var first = new Argument<string?>("BASELINE") { Description = "A file, the id of a run or its start [default: the run before the newest]", DefaultValueFactory = _ => null };
        var second = new Argument<string>("RUN") { Description = "A file, the id of a run or its start, or latest", DefaultValueFactory = _ => RunSource.Latest };
        command.Arguments.Add(first);
        command.Arguments.Add(second);
        var source = new RunSource();
        source.AddTo(command);
        var variants = new Option<string[]>("--variants") { HelpName = "A B", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true, Description = "Compare variant A with variant B: of one run, or A of the baseline with B of the run" };
        command.Options.Add(variants);
        var failOn = GlobalOptions.Choice("--fail-on", "WHAT", "End with exit code 1 when there is such a difference: newly-failing, any, or worse for a significantly lower pass rate", "newly-failing", "any", "worse");
        var turns = new Option<bool>("--turns") { Description = "Show what changed in each turn: the answer, the tool calls, the state, the cost" };
        var json = GlobalOptions.Json();
        command.Options.Add(failOn);
        command.Options.Add(turns);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] pair = parsed.GetValue(variants) ?? [];
            var (baseline, current) = await ReadAsync(parsed.GetValue(first), parsed.GetResult(second) is { Tokens.Count: > 0 } ? parsed.GetValue(second) : null).ConfigureAwait(false);
            if (pair is [var one, var other])
                (baseline, current) = (OfVariant(baseline, one), OfVariant(current, other));
            var comparison = RunComparison.Compare(baseline, current);
            var trials = comparison.CompareTrials();
            var moved = comparison.Conversations.Where(one => one.Changes != ChangeKinds.None).ToList();
            if (parsed.GetValue(json))
                CliJson.Print(new TestComparisonJson(TestRunJson.Of(baseline), TestRunJson.Of(current), [.. moved.Select(TestMoveJson.Of)], TrialComparisonJson.Of(trials)), host);
            else
                await host.Terminal.PageAsync(() => Print(moved, trials, parsed.GetValue(turns), host), cancellationToken).ConfigureAwait(false);
            return parsed.GetValue(failOn) switch
            {
                "newly-failing" when moved.Exists(one => one.Changes.HasFlag(ChangeKinds.NewlyFailing)) => ExitCode.Error,
                "any" when moved.Count > 0 => ExitCode.Error,

                // A side without a trial that counts shows nothing, and passes nothing.
                "worse" when trials.Overall is { Difference: null } or { IsSignificant: true, Difference: < 0 } => ExitCode.Error,
                _ => ExitCode.Ok,
            };

            async Task<(RunRecord, RunRecord)> ReadAsync(string? one, string? other)
            {
                var run = await source.ReadAsync(other ?? (pair.Length > 0 ? one : null) ?? RunSource.Latest, parsed, host, cancellationToken).ConfigureAwait(false);

                // Two variants are of one run, unless two runs are named.
                if (pair.Length > 0 && other is null)
                    return (run, run);
                if (one is not null)
                    return (await source.ReadAsync(one, parsed, host, cancellationToken).ConfigureAwait(false), run);
                return source.Find(parsed, host) is { } folder && await folder.ReadLatestAsync(run.Id, cancellationToken).ConfigureAwait(false) is { } before ? (before, run)
                    : throw new CliException(ExitCode.NotFound, "There is no run before it. Name two runs, or run the tests again.");
            }
        });
        return command;
    }

    private static RunRecord OfVariant(RunRecord run, string variant)
    {
        try
        {
            return run.OfVariant(variant);
        }
        catch (ArgumentException error)
        {
            throw new CliException(ExitCode.Usage, Failure.LineOf(error));
        }
    }

    private static void Print(List<ConversationComparison> moved, TrialComparison trials, bool inTurns, CliHost host)
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
                Terminal.Cell((one.After ?? one.Before)!.Title),
                one.Before is { } before ? TestWords.Markup(before.Outcome) : "-",
                one.After is { } after ? TestWords.Markup(after.Outcome) : "-",
                Markup.Escape(string.Join(", ", TestWords.Of(one.Changes))),
                Markup.Escape(PlainText.Short(string.Join(", ", one.DifferentTurns.Select(turn => (turn.After ?? turn.Before)!.Name)), 80)));
        }

        host.Terminal.Write(table);
        foreach (var one in inTurns ? moved : [])
        {
            foreach (var (turn, changes, lines) in TurnDifferences.Of(one))
            {
                host.Terminal.Say("");
                host.Terminal.Say(PlainText.Line($"{(one.After ?? one.Before)!.FullName}: {turn} ({string.Join(", ", changes)})"));
                foreach (var line in lines)
                    host.Terminal.Say($"  {line}");
            }
        }
        host.Terminal.Say("");
        foreach (var line in new[] { trials.Overall.ToString(), trials.Cost?.ToString(), trials.Duration?.ToString() }.OfType<string>().Concat(trials.Conversations.Where(one => one.IsSignificant).Select(one => one.ToString())))
            host.Terminal.Say(line);
    }
}
