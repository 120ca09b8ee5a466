using System.Diagnostics;

namespace Colloquy.Benchmarks;

/// <summary>One of the things that are measured against one another.</summary>
/// <param name="RunAsync">Does it as many times as it is told. This is what is measured.</param>
internal sealed record Side(Func<int, Task> RunAsync)
{
    /// <summary>Makes ready what as many times use up. It is not measured.</summary>
    public Func<int, Task> PrepareAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many operations one time is, in what is reported.</summary>
    public double Operations { get; init; } = 1;

    /// <summary>The most times in one slice.</summary>
    public int Most { get; init; } = int.MaxValue;
}

/// <summary>The medians of one side's slices, for one operation.</summary>
internal readonly record struct Cost(double Microseconds, double Bytes)
{
    public double PerSecond => 1e6 / Microseconds;
}

/// <summary>How long a measure may take: to warm up, and to measure.</summary>
internal readonly record struct Effort(TimeSpan WarmUp, TimeSpan Measuring, bool IsQuick)
{
    public static Effort Of(bool quick) =>
        quick ? new Effort(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), IsQuick: true) : new Effort(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20), IsQuick: false);
}

/// <summary>
/// Runs the sides in turn, a slice of each: two sides A B, B A, A B, and more of them in an order that is drawn for each
/// round. What disturbs a machine for longer than a slice disturbs all sides, and no side is always the one that finds the
/// caches warm, or that comes behind the same other. The slices of all sides are equally long in time, so that none is cut
/// by the scheduler more often than another.
/// </summary>
internal static class Rounds
{
    private const int Fewest = 5;

    private const int Seed = 1;

    public static async Task<Cost[]> MeasureAsync(Effort effort, TimeSpan slice, params Side[] sides) => (await MeasureGroupsAsync(effort, slice, sides))[0];

    /// <summary>Measures groups of sides, one group after the other, when all sides are warm.</summary>
    /// <param name="effort">How long all of it takes.</param>
    /// <param name="slice">How long a slice takes.</param>
    /// <param name="groups">The sides that are compared with one another.</param>
    public static async Task<Cost[][]> MeasureGroupsAsync(Effort effort, TimeSpan slice, params Side[][] groups)
    {
        var all = groups.Sum(group => group.Length);
        var times = groups.Select(group => new int[group.Length]).ToArray();
        for (var group = 0; group < groups.Length; group++)
        {
            for (var i = 0; i < times[group].Length; i++)
                times[group][i] = await WarmUpAsync(groups[group][i], effort.WarmUp / all, slice);
        }

        var costs = new Cost[groups.Length][];
        for (var group = 0; group < groups.Length; group++)
            costs[group] = await MeasureGroupAsync(effort.Measuring / groups.Length, groups[group], times[group]);
        return costs;
    }

    private static async Task<Cost[]> MeasureGroupAsync(TimeSpan length, Side[] sides, int[] times)
    {
        var slices = sides.Select(_ => new List<Cost>()).ToArray();
        var order = Enumerable.Range(0, sides.Length).ToArray();
        var random = new Random(Seed);
        var begin = Stopwatch.GetTimestamp();
        for (var round = 0; round < Fewest || Stopwatch.GetElapsedTime(begin) < length; round++)
        {
            if (sides.Length == 2)
                Array.Reverse(order);
            else
                random.Shuffle(order);
            foreach (var at in order)
                slices[at].Add(await MeasureAsync(sides[at], times[at]));
        }

        return [.. slices.Select(side => new Cost(Median(side.Select(cost => cost.Microseconds)), Median(side.Select(cost => cost.Bytes))))];
    }

    /// <summary>Runs a side until it is compiled for good, and finds out how often it fits into a slice.</summary>
    private static async Task<int> WarmUpAsync(Side side, TimeSpan warmUp, TimeSpan slice)
    {
        var (times, best) = (1, double.MaxValue);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
        {
            best = Math.Min(best, (await MeasureAsync(side, times)).Microseconds * side.Operations);
            times = (int)Math.Clamp(slice.TotalMicroseconds / best, 1, side.Most);
        }

        return times;
    }

    private static async Task<Cost> MeasureAsync(Side side, int times)
    {
        await side.PrepareAsync(times);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await side.RunAsync(times);
        var elapsed = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Cost(elapsed.TotalMicroseconds / times / side.Operations, bytes / times / side.Operations);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
