using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// The newest 20 of 100,000 messages: against a raw read of 20 and the parse of their JSON, against the same read in a
/// session of 1,000, and in a file that 100,000 other sessions share, against a file of its own.
/// </summary>
internal static class TailMeasure
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        await using var alone = await SqliteSessionStore.OpenAsync(await SessionFiles.GetLongAsync(fixtures));
        await using var small = await SqliteSessionStore.OpenAsync(await SessionFiles.GetShortAsync(fixtures));
        await using var crowd = await SqliteSessionStore.OpenAsync(await SessionFiles.GetCrowdAsync(fixtures, effort.IsQuick));
        using var raw = new RawMessages(await RawMessages.GetAsync(fixtures));

        var costs = await Rounds.MeasureAsync(
            effort,
            Slice,
            await ReadAsync(alone),
            await ReadAsync(small),
            await ReadAsync(crowd),
            new Side(reads => ReadRaw(raw, reads)));
        var (inLong, inShort, inCrowd, direct) = (costs[0].Microseconds, costs[1].Microseconds, costs[2].Microseconds, costs[3].Microseconds);
        return
        [
            Measurement.Of("tail20.raw", inLong, "us", direct, Target.Max(1.3)),
            Measurement.Of("tail20.flat", inLong, "us", inShort, Target.Max(1.2)),
            Measurement.Of("tail20.crowd", inCrowd, "us", inLong, Target.Max(1.2)),
        ];
    }

    private static async Task<Side> ReadAsync(SqliteSessionStore store)
    {
        var session = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The fixture lacks its session.");
        return new Side(async reads =>
        {
            for (var i = 0; i < reads; i++)
                Expect(20, (await session.GetItemsAsync(20)).Count);
        });
    }

    private static Task ReadRaw(RawMessages raw, int reads)
    {
        for (var i = 0; i < reads; i++)
            Expect(20, raw.ReadNewest().Count);
        return Task.CompletedTask;
    }

    private static void Expect(int wanted, int found)
    {
        if (found != wanted)
            throw new InvalidOperationException($"{found} messages were read, not {wanted}.");
    }
}
