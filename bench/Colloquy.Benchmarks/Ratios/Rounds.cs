using System.Diagnostics;

namespace Colloquy.Benchmarks;

/// <summary>One of the things that are measured against one another.</summary>
/// <param name="Operations">How many operations a slice has; the slice's time is divided by it.</param>
/// <param name="RunAsync">Runs one slice. This is what is measured.</param>
internal sealed record Side(int Operations, Func<Task> RunAsync)
{
    /// <summary>Makes ready what a slice uses up. It is not measured.</summary>
    public Func<Task> PrepareAsync { get; init; } = () => Task.CompletedTask;
}

/// <summary>The medians of one side's slices.</summary>
internal readonly record struct Cost(double Microseconds, double Bytes)
{
    public double PerSecond => 1e6 / Microseconds;
}

/// <summary>How long a measure may take: to warm up, and to measure.</summary>
internal readonly record struct Effort(TimeSpan WarmUp, TimeSpan Measuring)
{
    public static Effort Of(bool quick) =>
        quick ? new Effort(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)) : new Effort(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20));
}

/// <summary>
/// Runs the sides in turn, a slice of each: A B, B A, A B. What disturbs a machine for longer than a slice disturbs all
/// sides, and no side is always the one that finds the caches warm.
/// </summary>
internal static class Rounds
{
    private const int Fewest = 5;

    public static async Task<Cost[]> MeasureAsync(Effort effort, params Side[] sides)
    {
        var slices = sides.Select(_ => new List<Cost>()).ToArray();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < effort.WarmUp;)
        {
            foreach (var side in sides)
                await MeasureAsync(side);
        }

        var begin = Stopwatch.GetTimestamp();
        for (var round = 0; round < Fewest || Stopwatch.GetElapsedTime(begin) < effort.Measuring; round++)
        {
            for (var i = 0; i < sides.Length; i++)
            {
                var at = (round + i) % sides.Length;
                slices[at].Add(await MeasureAsync(sides[at]));
            }
        }

        return [.. slices.Select(side => new Cost(Median(side.Select(cost => cost.Microseconds)), Median(side.Select(cost => cost.Bytes))))];
    }

    private static async Task<Cost> MeasureAsync(Side side)
    {
        await side.PrepareAsync();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await side.RunAsync();
        var elapsed = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Cost(elapsed.TotalMicroseconds / side.Operations, (double)bytes / side.Operations);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
