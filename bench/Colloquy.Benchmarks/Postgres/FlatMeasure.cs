using Colloquy.Postgres;

namespace Colloquy.Benchmarks;

/// <summary>What a commit and a read of the newest 20 cost in a session of 100,000 entries against one of 1,000, and beside 1,000,000 sessions (100,000 in a hurry) against 1,000.</summary>
internal static class FlatMeasure
{
    private const int Short = 1_000;
    private const int Long = 100_000;
    private const int Measured = 64;
    private const double Most = 1.3;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(150);
    private static readonly SessionOwner Ada = new("ada");

    public static async Task<IReadOnlyList<Measurement>> MeasureAgeAsync(BenchDatabase database, Effort effort)
    {
        await using var store = await database.OpenAsync("bench_age");
        var (old, young) = (await GrowAsync(store, "old", Long), await GrowAsync(store, "young", Short));
        await database.ExecuteAsync("VACUUM ANALYZE");
        return await MeasureAsync("pg.length", effort, new Place([old]), new Place([young]));
    }

    public static async Task<IReadOnlyList<Measurement>> MeasureCompanyAsync(BenchDatabase database, Effort effort)
    {
        await using var crowd = await database.OpenAsync("bench_crowd");
        await using var few = await database.OpenAsync("bench_few");
        var (amongMany, amongFew) = (await OpenAsync(crowd), await OpenAsync(few));
        await BenchCrowd.AddAsync(database, "bench_crowd", effort.IsQuick ? 100_000 : 1_000_000);
        await BenchCrowd.AddAsync(database, "bench_few", 1_000);
        await database.ExecuteAsync("VACUUM ANALYZE");

        var found = await MeasureAsync("pg.company", effort, new Place(amongMany), new Place(amongFew));
        var lists = await Rounds.MeasureAsync(effort, Slice, List(crowd), List(few));
        return [.. found, Measurement.Of("pg.company.list", lists[0].Microseconds, "us", lists[1].Microseconds, Target.Max(Most))];
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(string name, Effort effort, Place large, Place small)
    {
        var commits = await Rounds.MeasureAsync(effort, Slice, new Side(large.CommitAsync), new Side(small.CommitAsync));
        var reads = await Rounds.MeasureAsync(effort, Slice, new Side(large.ReadTailAsync), new Side(small.ReadTailAsync));
        return
        [
            Measurement.Of($"{name}.commit", commits[0].Microseconds, "us", commits[1].Microseconds, Target.Max(Most)),
            Measurement.Of($"{name}.tail20", reads[0].Microseconds, "us", reads[1].Microseconds, Target.Max(Most)),
        ];
    }

    private static async Task<Session> GrowAsync(PostgresSessionStore store, string id, int entries)
    {
        var session = await store.OpenAsync(new SessionKey(id, user: Ada.User));
        var turns = Enumerable.Range(1, 125).SelectMany(SampleTurn.Create).ToArray();
        for (var left = entries; left > 0; left -= turns.Length)
            await session.AddAsync(turns[..Math.Min(left, turns.Length)]);
        return session;
    }

    private static async Task<Session[]> OpenAsync(PostgresSessionStore store)
    {
        var sessions = new Session[Measured];
        for (var i = 0; i < sessions.Length; i++)
        {
            sessions[i] = await store.OpenAsync(new SessionKey($"measured-{i}", user: Ada.User));
            for (var turn = 0; turn < 5; turn++)
                await sessions[i].AddAsync(SampleTurn.Create(turn));
        }

        return sessions;
    }

    private static Side List(PostgresSessionStore store) => new(times => CommitMeasure.RepeatAsync(times, async () =>
    {
        if ((await store.ListAllAsync(SessionSelection.OfOwner(Ada), new SessionQuery())).Sessions.Count != 50)
            throw new InvalidOperationException("A page has 50 sessions.");
    }));

    /// <summary>Sessions that are written and read in turn.</summary>
    private sealed class Place(Session[] sessions)
    {
        private int _next;

        public Task CommitAsync(int times) => CommitMeasure.RepeatAsync(times, () => Next.AddAsync(SampleTurn.Create(_next)));

        public Task ReadTailAsync(int times) => CommitMeasure.RepeatAsync(times, () => Next.GetItemsAsync(20));

        private Session Next => sessions[_next++ % sessions.Length];
    }
}
