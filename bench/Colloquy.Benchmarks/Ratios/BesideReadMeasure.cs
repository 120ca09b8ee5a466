using System.Diagnostics;
using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The slowest hundredth of a writer's commits, one every two milliseconds, while another task reads a session of 100,000 messages as a list, again and again; against the same while it is streamed. At synchronous NORMAL, where a commit waits for no disk.</summary>
internal static class BesideReadMeasure
{
    private const int FewestReads = 4;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(2);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, FixtureFolder fixtures, Effort effort)
    {
        var path = scratch.PathOf("beside.db");
        File.Copy(await SessionFiles.GetLongAsync(fixtures), path);
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        var read = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The fixture lacks its session.");
        var written = await store.OpenAsync(new SessionKey("beside"));

        var (list, stream) = (new List<double>(), new List<double>());
        await MeasureAsync(written, () => StreamAsync(read), []);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < FewestReads || Stopwatch.GetElapsedTime(begin) < effort.Measuring / 2; i++)
        {
            await MeasureAsync(written, () => read.GetItemsAsync(), list);
            await MeasureAsync(written, () => StreamAsync(read), stream);
        }

        return [Measurement.Of("write.beside.read", SlowestHundredth(list), "ms", SlowestHundredth(stream), Target.None)];
    }

    private static async Task StreamAsync(Session session)
    {
        await foreach (var _ in session.ReadItemsAsync())
        {
        }
    }

    /// <summary>Adds how long each commit took from when it was due, so that none is left out because another held it up.</summary>
    private static async Task MeasureAsync(Session session, Func<Task> readAsync, List<double> times)
    {
        var reading = Task.Run(readAsync);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 1; !reading.IsCompleted; i++)
        {
            await session.AddAsync(SampleTurn.Create(i));
            times.Add((Stopwatch.GetElapsedTime(begin) - ((i - 1) * Period)).TotalMilliseconds);
            if ((i * Period) - Stopwatch.GetElapsedTime(begin) is var left && left > TimeSpan.Zero)
                await Task.Delay(left);
        }

        await reading;
    }

    private static double SlowestHundredth(List<double> times)
    {
        times.Sort();
        return times[(int)((times.Count - 1) * 0.99)];
    }
}
