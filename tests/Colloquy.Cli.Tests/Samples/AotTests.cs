using System.Diagnostics;

namespace Colloquy.Cli.Tests;

/// <summary>A program without reflection over types opens a store, runs an agent with a tool, and keeps state of a type of its own.</summary>
public sealed class AotTests : CliTest
{
    private const string Answer = "Here is the depth: quay 4, metres 7.25, tide rising.\nState: quay 5. Messages: 8.\nCompiled ";

    [Fact]
    public async Task A_program_whose_serializer_does_not_reflect_runs_an_agent_with_a_tool()
    {
        var result = await Child.RunAsync("Aot", "", StorePath);

        Assert.Equal((0, "", $"{Answer}as it runs.\n"), (result.ExitCode, result.Error, result.Output));
    }

    [Fact(Timeout = 600_000)]
    [Trait("Tier", "Long")]
    public async Task A_program_that_is_compiled_ahead_of_time_runs_an_agent_with_a_tool_and_its_compiler_warns_of_nothing()
    {
        var folder = Path.Combine(Path.GetDirectoryName(StorePath)!, "published");
        var published = await StartAsync("dotnet", "publish", Path.Combine(FindRoot(), "samples", "Aot"), "-c", "Debug", "-o", folder, "--nologo", "-v", "quiet", "--disable-build-servers");

        var result = await StartAsync(Path.Combine(folder, "Aot"), StorePath);

        Assert.Equal((0, ""), (published.ExitCode, published.Output.Trim()));
        Assert.Equal((0, "", $"{Answer}ahead of time.\n"), (result.ExitCode, result.Error, result.Output));
    }

    private static async Task<CliResult> StartAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}
