using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Colloquy.Hosting.Tests;

/// <summary>An application in a process of its own, which is killed when the test is done with it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Colloquy.Hosting.Worker.dll");
    private static readonly string Host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    private readonly Process _process;
    private readonly Task<string> _errors;

    private WorkerProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static WorkerProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo(Host, ["exec", Program, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>Waits for a line that must be the next.</summary>
    public async Task ExpectAsync(string line)
    {
        var heard = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(heard == line, $"The worker said '{heard}' in place of '{line}'. {(heard is null ? await _errors : "")}");
    }

    /// <summary>Kills the process as kill -9 does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as an operator does, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
