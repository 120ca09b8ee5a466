using System.Diagnostics;

namespace Colloquy.Cli.Tests;

/// <summary>The command in a process of its own, killed while it writes.</summary>
public sealed class ImportProcessTests : CliTest
{
    private const int Messages = 20_000;

    private string Source => Path.Combine(Folder, "long.jsonl");

    [Fact]
    public async Task Killed_again_and_again_it_goes_on_with_what_is_missing()
    {
        await File.WriteAllLinesAsync(Source, Enumerable.Range(0, Messages).Select(i => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"message {{i}}"}"""));
        await using var store = await OpenStoreAsync();

        long seen = 0;
        for (var run = 1; run <= 3; run++)
        {
            using var import = Start();
            while (await CountAsync(store) < seen + 1_000)
                Assert.False(import.HasExited);
            import.Kill();
            await import.WaitForExitAsync();
            seen = await CountAsync(store);
            Assert.InRange(seen, 1, Messages * 2);
        }

        var last = await Child.RunAsync("Colloquy.Cli", "", "import", Source, "--store", StorePath, "--json");

        var session = await store.FindAsync(new SessionKey("long"));
        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"message {i}"), (await session!.GetItemsAsync()).Select(item => item.Text));
        Assert.Equal(Messages / 2, await session.Turns.CountAsync());
    }

    private static async Task<long> CountAsync(Sqlite.SqliteSessionStore store) => (await store.GetAsync(new SessionKey("long")))?.Entries ?? 0;

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "Colloquy.Cli.dll"), "import", Source, "--store", StorePath })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
