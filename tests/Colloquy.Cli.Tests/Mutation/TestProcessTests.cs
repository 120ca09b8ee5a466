using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Cli.Tests.Mutation;

/// <summary>A run of tests that never ends by itself is ended, with its process.</summary>
public sealed class TestProcessTests : IDisposable
{
    private static readonly string[] s_command = ["dotnet", "exec", Programs.Subject, "-noLogo", "-explicit", "only", "-class", "Subject.Mutants.Waiting"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-mutate-tests-");
    private readonly TaskCompletionSource<int> _waits = new();
    private readonly FileSystemWatcher _watcher;

    public TestProcessTests()
    {
        _watcher = new FileSystemWatcher(_folder.FullName, "*.planting.jsonl") { IncludeSubdirectories = true };
        _watcher.Changed += (_, file) => _waits.TrySetResult(int.Parse(Path.GetFileName(file.FullPath).Split('.')[0]));
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_is_ended_by_the_time_limit()
    {
        var time = new FakeTimeProvider();

        var running = new TestProcess(_folder.FullName, time).RunAsync(s_command, fault: null, TimeSpan.FromSeconds(5), CancellationToken.None);
        var id = await _waits.Task;
        time.Advance(TimeSpan.FromSeconds(6));
        var run = await running;

        Assert.Null(run.ExitCode);
        Assert.Equal(["waiting"], run.Report.Conversations);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task It_is_ended_with_the_command()
    {
        using var stop = new CancellationTokenSource();

        var running = new TestProcess(_folder.FullName, TimeProvider.System).RunAsync(s_command, fault: null, limit: null, stop.Token);
        var id = await _waits.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }
}
