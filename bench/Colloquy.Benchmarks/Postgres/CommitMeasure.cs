namespace Colloquy.Benchmarks;

/// <summary>How many turns of four messages a second are committed, in one session and in several at once, against the same rows written raw.</summary>
internal static class CommitMeasure
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(150);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchDatabase database, Effort effort)
    {
        await using var store = await database.OpenAsync("bench");
        await database.CreateAsync("raw", RawRows.Tables);
        var turn = SampleTurn.Create(1);
        var sample = await store.OpenAsync(new SessionKey("sample", user: "ada"));
        await sample.AddAsync(turn);
        var raw = new RawRows(database, (await store.ReadAsync(sample.Key, LogRead.All())).Entries);

        List<Measurement> found = [];
        foreach (var count in new[] { 1, 8, 32 })
        {
            var sessions = new List<Session>();
            var rows = new List<(Guid Id, long Tip)>();
            for (var i = 0; i < count; i++)
            {
                sessions.Add(await store.OpenAsync(new SessionKey($"commit-{count}-{i}", user: "ada")));
                rows.Add((Guid.CreateVersion7(), 0));
                await raw.CreateAsync(rows[^1].Id);
            }

            var ours = new Side(times => Task.WhenAll(sessions.Select(session => RepeatAsync(times, () => session.AddAsync(turn)))));
            var theirs = new Side(times => Task.WhenAll(Enumerable.Range(0, count).Select(i => RepeatAsync(times, async () =>
            {
                var (id, tip) = rows[i];
                await raw.AppendAsync(id, tip);
                rows[i] = (id, tip + raw.Count);
            }))));
            var costs = await Rounds.MeasureAsync(effort, Slice, ours with { Operations = count }, theirs with { Operations = count });
            found.Add(Measurement.Of($"pg.commit.{count}", costs[0].PerSecond, "commits/s", costs[1].PerSecond, Target.Min(0.6)));
        }

        var (tail, rawTail) = (sample, Guid.CreateVersion7());
        await raw.CreateAsync(rawTail);
        for (var i = 0; i < 250; i++)
        {
            await tail.AddAsync(turn);
            await raw.AppendAsync(rawTail, i * raw.Count);
        }

        var head = (await store.GetAsync(tail.Key))!.Head;
        var reads = await Rounds.MeasureAsync(
            effort,
            Slice,
            new Side(times => RepeatAsync(times, async () => await store.ReadAsync(tail.Key, LogRead.Back(head) with { Limit = 20 }))),
            new Side(times => RepeatAsync(times, () => raw.ReadTailAsync(rawTail, 20))));
        found.Add(Measurement.Of("pg.tail20", reads[0].Microseconds, "us", reads[1].Microseconds, Target.Max(2)));
        return found;
    }

    public static async Task RepeatAsync(int times, Func<Task> workAsync)
    {
        for (var i = 0; i < times; i++)
            await workAsync();
    }
}
