using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>Runs the command that runs the tests, in a process of its own, and ends it with all that it started.</summary>
internal sealed class TestProcess(string folder, TimeProvider time)
{
    // What a process started may hold its output open after it.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);
    private int _runs;

    /// <param name="command">The program and its arguments.</param>
    /// <param name="fault">The fault to plant; null for none.</param>
    /// <param name="limit">The most time; null for no limit.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public async Task<TestRun> RunAsync(IReadOnlyList<string> command, PlantedFault? fault, TimeSpan? limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reports = Path.Combine(folder, $"{_runs++}");
        using var process = Start(Describe(command, fault, reports), command[0]);
        var start = time.GetTimestamp();
        var output = new StringBuilder();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        process.StandardInput.Close();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = limit is { } most ? time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), stop, most, Timeout.InfiniteTimeSpan) : null;
        int? exitCode = null;
        try
        {
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            exitCode = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_rest, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await reading.WaitAsync(s_rest, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        string printed;
        lock (output)
            printed = output.ToString();
        return new TestRun(exitCode, printed, await PlantingReport.ReadAsync(reports, cancellationToken).ConfigureAwait(false), time.GetElapsedTime(start));
    }

    private ProcessStartInfo Describe(IReadOnlyList<string> command, PlantedFault? fault, string reports)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[PlantedFaults.Variable] = fault?.Id;
        start.Environment[PlantedFaults.ReportVariable] = reports;
        // A spoilt agent leaves no trace: neither in the history of runs, nor in snapshots. Cassettes look after themselves.
        start.Environment["COLLOQUY_RESULTS"] = Path.Combine(folder, "results");
        start.Environment.Remove(SnapshotCheck.UpdateVariable);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return start;
    }

    private static Process Start(ProcessStartInfo start, string program)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new CliException(ExitCode.Usage, $"The program '{PlainText.Line(program)}' cannot be started: {error.Message}. Name the command that runs the tests after --.");
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder output)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (output)
                output.AppendLine(line);
        }
    }
}
