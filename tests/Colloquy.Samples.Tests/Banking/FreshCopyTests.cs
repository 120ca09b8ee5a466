using System.Diagnostics;

namespace Colloquy.Samples.Tests.Banking;

/// <summary>The banking sample is tested by <c>dotnet test</c>, in a fresh copy of what it is made of.</summary>
[Trait("Tier", "Long")]
public sealed class FreshCopyTests
{
    private static readonly string[] s_folders = ["src", "samples/Banking", "tests/Shared"];

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task Dotnet_test_passes_in_a_fresh_copy()
    {
        var folder = Directory.CreateTempSubdirectory("fresh-");
        try
        {
            Copy(folder.FullName);

            var banking = Path.Combine(folder.FullName, "samples", "Banking");
            var (exitCode, output) = await RunAsync(banking, null, "test");

            Assert.True(exitCode == 0, output);
            Assert.Matches(@"succeeded: 1\d", output);

            // Recorded again, the cassettes are those of the repository.
            (exitCode, output) = await RunAsync(banking, "record", "exec", Path.Combine("Banking.Tests", "bin", "Debug", "net10.0", "Banking.Tests.dll"), "-noLogo", "-noColor");

            Assert.True(exitCode == 0, output);
            var committed = Directory.GetFiles(Repository.PathOf("samples", "Banking", "Banking.Tests", "Cassettes")).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
            var recorded = Directory.GetFiles(Path.Combine(banking, "Banking.Tests", "Cassettes")).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
            Assert.Equal(committed, recorded);
            Assert.All(recorded.Values, text => Assert.Contains("\norigin: stand-in\n", text, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, string? cassettes, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // No server of the build stays that has files of the folder open.
        (start.Environment["MSBUILDDISABLENODEREUSE"], start.Environment["UseSharedCompilation"]) = ("1", "false");
        // The build of the repository shows what analyzers say.
        start.Environment["RunAnalyzers"] = "false";
        start.Environment.Remove("COLLOQUY_MODEL");
        start.Environment.Remove("COLLOQUY_PLANT");
        start.Environment["COLLOQUY_CASSETTES"] = cassettes;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static void Copy(string target)
    {
        var files = Directory.EnumerateFiles(Repository.Root).Concat(s_folders.SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
        foreach (var file in files)
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathOf(file), copy);
        }
    }
}
