using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Colloquy.Faults.Tests;

/// <summary>A worker: a process of its own, talked with by lines, and killed when the test is done with it.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Colloquy.Faults.Worker.dll");
    private static readonly string Host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="arguments">The command, and what it needs.</param>
    public static WorkerProcess Start(params IEnumerable<object> arguments) => StartIn([], arguments);

    /// <summary>Starts a worker under another program, which becomes it.</summary>
    public static WorkerProcess StartIn(IReadOnlyList<string> under, IEnumerable<object> arguments)
    {
        string[] line = [.. under, Host, "exec", Program, .. arguments.Select(argument => argument.ToString()!)];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        var worker = new WorkerProcess(Process.Start(start)!);
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Waits for the next line; null when the process has ended.</summary>
    public async Task<string?> TryHearAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The worker said nothing for {Patience.TotalSeconds} s. {Complaint}");
        }
    }

    /// <summary>Waits for the next line.</summary>
    public async Task<string> HearAsync()
    {
        if (await TryHearAsync() is { } line)
            return line;

        throw new InvalidOperationException(await EndingAsync());
    }

    /// <summary>Waits until the process has ended, and tells how.</summary>
    public async Task<string> EndingAsync()
    {
        await _process.WaitForExitAsync();
        return $"The worker ended with {_process.ExitCode}. {Complaint}";
    }

    /// <summary>Waits for a line that must be the next.</summary>
    public async Task ExpectAsync(string line) => Assert.Equal(line, await HearAsync());

    /// <summary>Waits until the process has ended, and returns what it said before.</summary>
    public async Task<List<string>> HearAllAsync()
    {
        List<string> lines = [];
        while (await TryHearAsync() is { } line)
            lines.Add(line);
        await _process.WaitForExitAsync();
        return lines;
    }

    /// <summary>Waits until the process says that it is done, and returns what it said before.</summary>
    public async Task<List<string>> HearUntilDoneAsync()
    {
        List<string> lines = [];
        for (var line = await HearAsync(); line != "done"; line = await HearAsync())
            lines.Add(line);
        return lines;
    }

    /// <summary>Lets a worker that is ready begin.</summary>
    public async Task GoAsync(string line = "go")
    {
        await ExpectAsync("ready");
        Say(line);
    }

    public void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Kills the process as kill -9 does, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(Patience);
    }

    /// <summary>Stops the process where it is, until <see cref="GoOn"/>, and returns when each of its threads stands.</summary>
    /// <remarks>A thread runs on for a moment after the signal was sent: long enough to read a line and begin a transaction.</remarks>
    public void Pause()
    {
        Signal(Stop);
        SpinWait.SpinUntil(() => Directory.EnumerateDirectories($"/proc/{_process.Id}/task").All(IsStopped));
    }

    public void GoOn() => Signal(Continue);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string Complaint => _errors.IsEmpty ? "" : $"It complained:\n{string.Join("\n", _errors)}";

    /// <summary>Whether a thread is in state T: the field after its name, which may hold anything between its brackets (proc_pid_stat(5)).</summary>
    private static bool IsStopped(string thread)
    {
        var fields = File.ReadAllText(Path.Combine(thread, "stat"));
        return fields[fields.LastIndexOf(')') + 2] == 'T';
    }

    private void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} could not be sent: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
