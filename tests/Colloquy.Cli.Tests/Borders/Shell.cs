using System.Diagnostics;

namespace Colloquy.Cli.Tests;

/// <summary>Runs the built program from a Unix shell, for what only a shell does: pipes, closed files, terminals.</summary>
internal static class Shell
{
    /// <summary>Runs a script in which <c>colloquy</c> is the program.</summary>
    /// <param name="script">The script.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="variables">What is in its environment beside what this process has; null takes one away.</param>
    public static async Task<CliResult> RunAsync(string script, string folder, params (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"colloquy() {{ dotnet exec '{Path.Combine(AppContext.BaseDirectory, "Colloquy.Cli.dll")}' \"$@\"; }}\n{script}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["COLLOQUY_MODEL"] = "offline";
        start.Environment["COLLOQUY_STORE"] = Path.Combine(folder, "store.db");
        foreach (var (name, value) in variables)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CliResult(process.ExitCode, await output, await error);
    }
}
