using System.Diagnostics;

namespace Colloquy.Testing.Xunit.Tests;

/// <summary>Runs a program and returns what it wrote.</summary>
internal static class Command
{
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, Dictionary<string, string?> variables, string program, IEnumerable<string> args, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit ?? TimeSpan.FromSeconds(150));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
