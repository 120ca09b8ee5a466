using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The list of 10,000 branches, which were forked after 1,000 turns.</summary>
internal static class BranchListMeasure
{
    private const int Branches = 10_000;
    private const int Turns = 1_000;
    private const double AllowedMilliseconds = 20;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        await using var store = await SqliteSessionStore.OpenAsync(await fixtures.GetAsync("branches-10000.db", BuildAsync));
        var session = (await store.FindAsync(SessionFiles.Key))!;
        var costs = await Rounds.MeasureAsync(effort with { WarmUp = TimeSpan.FromSeconds(2), Measuring = effort.Measuring / 2 }, TimeSpan.Zero, new Side(async _ =>
        {
            var found = await session.Branches.ListAsync();
            if (found.Count != Branches + 1)
                throw new InvalidOperationException($"{found.Count} branches were listed.");
        }));
        return [Measurement.Of("branches.list", costs[0].Microseconds / 1_000, "ms", AllowedMilliseconds, Target.Max(1))];
    }

    private static async Task BuildAsync(string path)
    {
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        await (await SessionBuilder.OpenAsync(store, SessionFiles.Key)).AddTurnsAsync(Turns);
        var session = (await store.FindAsync(SessionFiles.Key))!;
        for (var i = 0; i < Branches; i++)
            await session.Branches.ForkAfterTurnAsync((i * 7 % Turns) + 1, $"branch-of-{i}");
    }
}
