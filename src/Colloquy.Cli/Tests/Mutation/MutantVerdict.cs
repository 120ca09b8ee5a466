using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>Decides from a run of the tests with a fault what became of it.</summary>
internal static class MutantVerdict
{
    public static Mutant Of(PlantedFault fault, TestRun run, TestRun undisturbed)
    {
        var report = run.Report;
        var (outcome, killers, reason) = run.ExitCode is not { } exitCode
            ? (MutantOutcome.TimedOut, [], $"The tests took longer than {Wording.Duration(run.Duration)} and were ended.")
            : Decide(report, exitCode, run, undisturbed);
        return new Mutant(fault, outcome, killers, reason, report.Applied.Count, run.Duration);
    }

    private static (MutantOutcome, IReadOnlyList<PlantingFailure>, string?) Decide(PlantingReport report, int exitCode, TestRun run, TestRun undisturbed)
    {
        if (report.Applied.Count == 0)
            return exitCode == 0 ? (MutantOutcome.NotApplicable, [], "The fault changed nothing in any conversation.") : (MutantOutcome.Undecided, [], $"The fault changed nothing, and yet the tests failed: {run.LastLine}");

        var misses = report.Failures.Where(failure => failure.IsMiss).ToList();
        if (exitCode == 0)
        {
            return misses.Count > 0 ? (MutantOutcome.Undecided, [], NoAnswer(misses))
                : report.Repeated.Count > 0 ? (MutantOutcome.Undecided, [], $"All tests passed, but a cassette answered for the tools of {string.Join(", ", report.Repeated)}, whose state does not show what the fault did.")
                : (MutantOutcome.Alive, [], null);
        }

        // What fails after a miss in the same class fails by it. A test that expects an exception has it without the fault too.
        HashSet<string> spoilt = new(StringComparer.Ordinal);
        List<PlantingFailure> killers = [];
        foreach (var failure in report.Failures)
        {
            if (failure.IsMiss)
                spoilt.Add(ClassOf(failure));
            else if (!spoilt.Contains(ClassOf(failure)) && !killers.Contains(failure) && !undisturbed.Report.Failures.Any(other => other.Test == failure.Test && other.Check == failure.Check))
                killers.Add(failure);
        }

        if (killers.Count > 0)
            return (MutantOutcome.Killed, killers, null);
        if (misses.Count > 0)
            return (MutantOutcome.Undecided, [], NoAnswer(misses));

        killers = [.. run.FailedTests.Select(test => new PlantingFailure(test, "The test failed."))];
        return killers.Count > 0 ? (MutantOutcome.Killed, killers, null) : (MutantOutcome.Undecided, [], $"The tests ended with exit code {exitCode}, and no test said why: {run.LastLine}");
    }

    private static string NoAnswer(List<PlantingFailure> misses) => $"A cassette has no answer to what the spoilt agent asks, in {string.Join(", ", misses.Select(miss => miss.Test).Distinct().Take(3))}.";

    private static string ClassOf(PlantingFailure failure) => failure.Test[..Math.Max(0, failure.Test.LastIndexOf('.'))];
}
