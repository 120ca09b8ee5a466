using System.Globalization;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>Runs the tests without a fault, and then once for each fault.</summary>
internal sealed class MutationRun(TestProcess process, Terminal terminal)
{
    private const int TimesTheUndisturbed = 10;

    /// <summary>The command that runs the tests first.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The command that runs them again, when nothing has changed since.</summary>
    public required IReadOnlyList<string> Again { get; init; }

    /// <summary>The most time for a run; null for ten times the first.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The limit is no shorter unless it is given.</summary>
    public TimeSpan LeastLimit { get; init; }

    /// <summary>Where the output of each run is kept; null for nowhere.</summary>
    public string? Logs { get; init; }

    /// <summary>Runs the tests as they are. What they say with a fault means something only when they pass without.</summary>
    public async Task<TestRun> RunUndisturbedAsync(CancellationToken cancellationToken)
    {
        Say($"Without a fault: {string.Join(' ', Command)}");
        var run = await process.RunAsync(Command, fault: null, Limit, cancellationToken).ConfigureAwait(false);
        await KeepAsync("without-a-fault", run, cancellationToken).ConfigureAwait(false);
        if (run.ExitCode is not { } exitCode)
            throw new CliException(ExitCode.Error, $"Without a fault, the tests took longer than {Wording.Duration(run.Duration)} and were ended, so no fault was planted. Raise --timeout.");
        if (exitCode != 0)
            throw new CliException(ExitCode.Error, $"The tests fail without a fault (exit code {exitCode.ToString(CultureInfo.InvariantCulture)}), so no fault was planted. Make them pass, and run the command again. {Which(run)}");
        if (run.Report.Conversations.Count == 0)
            throw new CliException(ExitCode.Error, "The tests pass, but hold no conversation of Colloquy.Testing, so there is nothing to plant a fault in. Name the command that runs tests of conversations after --.");

        Say($"Without a fault: passed, {Wording.Count(run.Report.Conversations.Count, "conversation")} ({Wording.Duration(run.Duration)})");
        return run;
    }

    public async Task<IReadOnlyList<Mutant>> RunAsync(IReadOnlyList<PlantedFault> faults, TestRun undisturbed, CancellationToken cancellationToken)
    {
        var limit = Limit ?? (undisturbed.Duration * TimesTheUndisturbed is var ten && ten > LeastLimit ? ten : LeastLimit);
        List<Mutant> mutants = [];
        foreach (var fault in faults)
        {
            var run = await process.RunAsync(Again, fault, limit, cancellationToken).ConfigureAwait(false);
            await KeepAsync(fault.Id, run, cancellationToken).ConfigureAwait(false);
            var mutant = MutantVerdict.Of(fault, run, undisturbed);
            mutants.Add(mutant);
            Say($"[{mutants.Count}/{faults.Count}] {fault.Id}: {MutationView.WordOf(mutant.Outcome)} ({Wording.Duration(run.Duration)})");
        }

        return mutants;
    }

    private static string Which(TestRun run) => run.FailedTests is { Count: > 0 } failed ? $"The first that failed: {failed[0]}." : run.LastLine;

    private void Say(string line)
    {
        terminal.Error.WriteLine(PlainText.Line(line));
        terminal.Error.Flush();
    }

    private async Task KeepAsync(string name, TestRun run, CancellationToken cancellationToken)
    {
        if (Logs is null)
            return;

        Directory.CreateDirectory(Logs);
        await File.WriteAllTextAsync(Path.Combine(Logs, $"{name}.log"), run.Output, cancellationToken).ConfigureAwait(false);
    }
}
