using System.Diagnostics;

namespace Colloquy.Packages.Tests.Feed;

/// <summary>A folder in which commands run as for a user, but leave nothing on the machine.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Copies">The folder for NuGet's copies of packages. Packages that the machine has already are read from the machine's folder.</param>
internal sealed record Workplace(string Folder, string Copies)
{
    private static readonly string[] s_keys = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "COLLOQUY_MODEL", "COLLOQUY_PLANT", "COLLOQUY_CASSETTES", "COLLOQUY_RESULTS"];

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Runs a command, which must end with exit code 0.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, errors) = await StartAsync(program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with exit code {exitCode}:\n{output}\n{errors}");
        return output;
    }

    private async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsOfTheRunner).Concat(s_keys).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output.ReplaceLineEndings("\n"), await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private Dictionary<string, string> Variables => new()
    {
        ["NUGET_PACKAGES"] = Copies,
        ["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
        // Otherwise processes of a build stay, and have files of the folder open.
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    // With the variables of the runner of these tests, the tests in the folder would run as its own.
    private static bool IsOfTheRunner(string variable) =>
        variable.StartsWith("TESTINGPLATFORM_", StringComparison.Ordinal) || variable.StartsWith("DOTNET_CLI_TEST", StringComparison.Ordinal) || variable.StartsWith("MSBuild", StringComparison.Ordinal);
}
