using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Colloquy.Postgres.Tests;

/// <summary>A test process that is killed leaves no server, no folder and no shared memory.</summary>
public sealed class LeftoverTests
{
    private static readonly string Worker = Path.Combine(AppContext.BaseDirectory, "Colloquy.Postgres.Worker.dll");
    private static readonly string Host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    [Fact]
    public async Task Nothing_is_left_when_the_process_is_killed()
    {
        using var process = Start();
        var (server, bouncer) = await HearAsync(process);
        var ids = new[] { Path.Combine(server, "data", "postmaster.pid"), Path.Combine(bouncer, "pgbouncer.pid") }.Select(file => File.ReadLines(file).First()).ToList();
        var memory = File.ReadLines(Path.Combine(server, "data", "postmaster.pid")).ElementAt(6).Split(' ')[^1];

        process.Kill();
        await WaitForGuardsAsync(process);

        Assert.False(Directory.Exists(server), server);
        Assert.False(Directory.Exists(bouncer), bouncer);
        Assert.All(ids, id => Assert.False(IsRunning(id), id));
        Assert.DoesNotContain(await File.ReadAllLinesAsync("/proc/sysvipc/shm", TestContext.Current.CancellationToken), line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == memory);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_server_that_was_killed_and_not_started_again()
    {
        var server = await PostgresServer.CreateAsync();
        var memory = File.ReadLines(Path.Combine(server.DataFolder, "postmaster.pid")).ElementAt(6).Split(' ')[^1];

        await server.KillAsync();
        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder), server.Folder);
        Assert.DoesNotContain(await File.ReadAllLinesAsync("/proc/sysvipc/shm", TestContext.Current.CancellationToken), line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == memory);
    }

    [Fact]
    public async Task What_a_process_left_whose_guard_was_killed_too_is_removed_by_the_next()
    {
        using var first = Start();
        var (server, bouncer) = await HearAsync(first);
        await ProgramRun.RunAsync("/bin/sh", "-c", $"for p in /proc/[0-9]*; do if [ $p != /proc/$$ ] && grep -qF colloquy-guard $p/cmdline && grep -qF -e {server} -e {bouncer} $p/cmdline; then kill -s KILL ${{p#/proc/}}; fi; done 2>/dev/null; true");
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(Directory.Exists(server), server);

        using var second = Start();
        await HearAsync(second);
        second.Kill();
        await WaitForGuardsAsync(second);

        Assert.False(Directory.Exists(server), server);
        Assert.False(Directory.Exists(bouncer), bouncer);
    }

    private static Process Start() => ProgramRun.Start([Host, "exec", Worker], redirectsOutput: true);

    private static async Task<(string Server, string Bouncer)> HearAsync(Process process)
    {
        var server = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var bouncer = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var ready = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (ready != "ready")
            Assert.Fail(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        return (server!, bouncer!);
    }

    /// <summary>Guards have the error output of the process that they guard: it ends when the last of them has.</summary>
    private static async Task WaitForGuardsAsync(Process process)
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static bool IsRunning(string id) => File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
}
