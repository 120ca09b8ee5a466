using System.Diagnostics;

namespace Colloquy.Tests.Postgres;

/// <summary>Runs programs to their end.</summary>
internal static class ProgramRun
{
    /// <summary>Runs a program, and returns what it wrote; throws with all of it when the program fails.</summary>
    public static async Task<string> RunAsync(params IEnumerable<string> line)
    {
        string[] words = [.. line];
        using var process = Start(words, redirectsOutput: true);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        var complaint = await errors;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'{string.Join(' ', words)}' ended with {process.ExitCode}.\n{output}{complaint}");
    }

    /// <summary>Runs a program as the user who runs servers.</summary>
    public static Task<string> RunUnprivilegedAsync(params IEnumerable<string> line) => RunAsync([.. Unprivileged.Prefix, .. line]);

    /// <summary>Starts a server as the user who runs servers; what it writes goes to a file.</summary>
    public static Process StartServer(string log, params IEnumerable<string> line)
    {
        var process = Start(["/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", log, .. Unprivileged.Prefix, .. line], redirectsOutput: false);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts a program whose standard input is a pipe that closes when this process ends.</summary>
    public static Process Start(IReadOnlyList<string> line, bool redirectsOutput) => Process.Start(new ProcessStartInfo(line[0], line.Skip(1))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = redirectsOutput,
        RedirectStandardError = redirectsOutput,
        WorkingDirectory = "/",
    })!;
}
