using System.Diagnostics;

namespace Colloquy.Cli.Tests;

/// <summary>Runs a built program in a process of its own, offline, whatever keys this machine has.</summary>
internal static class Child
{
    public static Task<CliResult> RunAsync(string program, string input, params string[] args) => RunAsync(program, input, [], args);

    public static async Task<CliResult> RunAsync(string program, string input, Dictionary<string, string> variables, string[] args, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program + ".dll"));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment["COLLOQUY_MODEL"] = "offline";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(limit ?? TimeSpan.FromSeconds(120));
        return new CliResult(process.ExitCode, await output, await error);
    }
}
