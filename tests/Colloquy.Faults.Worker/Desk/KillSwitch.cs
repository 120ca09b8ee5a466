using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Faults.Worker;

/// <summary>Kills its own process at one of the points that a run passes, as the system would: at once, and without a word.</summary>
/// <param name="at">The name of the point, or its number in the order in which points are passed.</param>
/// <param name="onReached">Is told of each point that is passed.</param>
public sealed class KillSwitch(string at, Action<string>? onReached = null)
{
    private int _reached;

    /// <summary>A switch that kills nothing.</summary>
    public static KillSwitch Off { get; } = new("none");

    public void Reach(string point)
    {
        onReached?.Invoke(point);
        var number = Interlocked.Increment(ref _reached);
        if (at != point && at != number.ToString(CultureInfo.InvariantCulture))
            return;

        using var process = Process.GetCurrentProcess();
        process.Kill();
        new ManualResetEvent(false).WaitOne();
    }
}
