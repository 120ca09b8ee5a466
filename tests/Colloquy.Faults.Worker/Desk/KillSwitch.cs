using System.Diagnostics;

namespace Colloquy.Faults.Worker;

/// <summary>Kills its own process at one of the points that a run passes, as the system would: at once, and without a word.</summary>
public sealed class KillSwitch(int at, Action<string>? onReached = null)
{
    private int _reached;

    /// <summary>A switch that kills nothing.</summary>
    public static KillSwitch Off { get; } = new(0);

    public void Reach(string point)
    {
        onReached?.Invoke(point);
        if (Interlocked.Increment(ref _reached) != at)
            return;

        using var process = Process.GetCurrentProcess();
        process.Kill();
        new ManualResetEvent(false).WaitOne();
    }
}
