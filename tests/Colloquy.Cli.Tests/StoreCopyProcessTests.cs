using System.Diagnostics;
using Colloquy.Sqlite;
using Colloquy.Tests.Moving;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Cli.Tests;

/// <summary>The command in processes of its own, killed at any moment, beside a program that writes.</summary>
public sealed class StoreCopyProcessTests : CliTest
{
    private string Target => Path.Combine(Folder, "new.db");

    [Fact]
    public async Task Killed_again_and_again_it_goes_on_with_what_is_missing()
    {
        const int Sessions = 300;
        await using var from = await OpenStoreAsync();
        await StoreWorld.FillAsync(from, new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        for (var i = 0; i < Sessions; i++)
            await (await from.OpenAsync(new SessionKey($"more-{i}", "ada"))).AddAsync(Enumerable.Range(0, 20).Select(n => new ChatMessage(ChatRole.User, $"message {n}")));

        var seen = 0;
        for (var run = 1; run <= 4; run++)
        {
            using var copy = StartCopy();
            var enough = Math.Min(seen + 40, Sessions);
            while (await CountAsync() < enough)
                Assert.False(copy.HasExited);
            copy.Kill();
            await copy.WaitForExitAsync();
            var count = await CountAsync();
            Assert.InRange(count, enough, Sessions + 6);
            seen = count;
        }

        var last = await Child.RunAsync("Colloquy.Cli", "", "store", "copy", StorePath, Target, "--json");

        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Equal(Sessions + 6 - seen, System.Text.Json.JsonElement.Parse(last.Output).GetProperty("copied").GetInt32());
        await using var to = await SqliteSessionStore.OpenAsync(Target);
        Assert.Equal(await StoreDump.OfAsync(from), await StoreDump.OfAsync(to));
    }

    [Fact]
    public async Task A_program_goes_on_writing_until_the_last_run()
    {
        await using var from = await OpenStoreAsync();
        await StoreWorld.FillAsync(from, new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        using var stopped = new CancellationTokenSource();
        var writing = Task.Run(() => WriteAsync(from, stopped.Token));

        var first = await Child.RunAsync("Colloquy.Cli", "", "store", "copy", StorePath, Target, "--passes", "3");
        Assert.True(first.ExitCode is 0 or 4, first.Error);
        await stopped.CancelAsync();
        var written = await writing;
        var last = await Child.RunAsync("Colloquy.Cli", "", "store", "copy", StorePath, Target);

        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.True(written > 10);
        await using var to = await SqliteSessionStore.OpenAsync(Target);
        Assert.Equal(await StoreDump.OfAsync(from), await StoreDump.OfAsync(to));
    }

    /// <summary>Adds, forks, undoes, deletes and sets state, all the time.</summary>
    private static async Task<int> WriteAsync(SqliteSessionStore store, CancellationToken stopped)
    {
        var written = 0;
        for (; !stopped.IsCancellationRequested; written++)
        {
            var key = new SessionKey($"busy-{written % 10}", "ada");
            var session = await store.OpenAsync(key, cancellationToken: CancellationToken.None);
            await session.AddAsync([new(ChatRole.User, $"{written}"), new(ChatRole.Assistant, $"{written}")], cancellationToken: CancellationToken.None);
            await store.GetState(key.Owner).IncrementAsync("written", cancellationToken: CancellationToken.None);
            if (written % 7 == 0)
                await session.Branches.ForkAsync($"fork-{written}", cancellationToken: CancellationToken.None);
            if (written % 11 == 0)
                await session.PopAsync(cancellationToken: CancellationToken.None);
            if (written % 23 == 0)
                await store.DeleteAsync(key, CancellationToken.None);
            await Task.Yield();
        }

        return written;
    }

    private Process StartCopy()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Colloquy.Cli.dll"), "store", "copy", StorePath, Target]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    /// <summary>Counts the sessions in the target.</summary>
    private async Task<int> CountAsync()
    {
        if (!File.Exists(Target))
            return 0;

        try
        {
            await using var to = await SqliteSessionStore.OpenAsync(Target, new SqliteSessionStoreOptions { ReadOnly = true });
            return (await StoreDump.RecordsAsync(to)).Count;
        }
        catch (StoreException)
        {
            // The command is making the file.
            return 0;
        }
    }
}
