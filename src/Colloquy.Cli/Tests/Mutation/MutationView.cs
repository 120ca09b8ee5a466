using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Shows what became of the faults: first what asks for work.</summary>
internal static class MutationView
{
    private static readonly MutantOutcome[] s_order = [MutantOutcome.Alive, MutantOutcome.TimedOut, MutantOutcome.Undecided, MutantOutcome.Killed, MutantOutcome.NotApplicable];

    public static string WordOf(MutantOutcome outcome) => outcome switch
    {
        MutantOutcome.NotApplicable => "not applicable",
        MutantOutcome.TimedOut => "timed out",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    /// <summary>What killed the fault, in a few words: the first test, its check, and how many tests more.</summary>
    public static string By(Mutant mutant)
    {
        if (mutant.KilledBy is not [var first, ..])
            return mutant.Reason ?? $"Add: {mutant.Fault.CaughtBy}";

        // A check is the better evidence than a turn that has no answer.
        var best = mutant.KilledBy.FirstOrDefault(failure => failure.Check is not null) ?? mutant.KilledBy.FirstOrDefault(failure => failure.IsAssertion) ?? first;
        var others = mutant.KilledBy.Select(failure => failure.Test).Distinct().Count() - 1;
        return $"{best.Test}{(best.Check is { } check ? $": {check}" : best.IsAssertion ? ": assertion" : ": error")}{(others > 0 ? $" and {others.ToString(CultureInfo.InvariantCulture)} more" : "")}";
    }

    public static void Print(MutationScore score, CliHost host)
    {
        var table = Terminal.CreateTable("Fault", "Outcome", "By");
        table.Columns[2].NoWrap = false;
        foreach (var mutant in s_order.SelectMany(outcome => score.Mutants.Where(mutant => mutant.Outcome == outcome)))
            table.AddRow(Terminal.Cell(mutant.Fault.Id), Markup(mutant.Outcome), Terminal.Cell(By(mutant)));
        host.Terminal.Write(table);
        host.Terminal.Say("");
        foreach (var line in Summary(score))
            host.Terminal.Say(line);
    }

    private static IEnumerable<string> Summary(MutationScore score)
    {
        yield return score.Value is { } value
            ? $"Score {value.ToString("P0", CultureInfo.InvariantCulture)}: the tests killed {score.Killed} of {score.Killed + score.Alive} faults."
            : "No score: no fault was killed, and none is known to live.";
        if (score.NotApplicable > 0)
            yield return $"{score.NotApplicable} not applicable: no conversation has what they change, such as tools, a handoff or a fork.";
        if (score.Undecided > 0)
            yield return $"{score.Undecided} undecided. Where a cassette has no answer, run with COLLOQUY_CASSETTES=live.";
        if (score.TimedOut > 0)
            yield return $"{score.TimedOut} timed out. Raise --timeout, or find out what hangs.";
    }

    private static string Markup(MutantOutcome outcome) => outcome switch
    {
        MutantOutcome.Killed => "[green]killed[/]",
        MutantOutcome.Alive => "[red]alive[/]",
        MutantOutcome.NotApplicable => "[grey]not applicable[/]",
        _ => $"[yellow]{WordOf(outcome)}[/]",
    };
}
