using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// The first 500 commits after a store is opened, at FULL, of a turn each, against as many raw ones into a write-ahead log
/// that has its full size. SQLite takes the log away when the last connection closes.
/// </summary>
internal static class YoungMeasure
{
    private const int Commits = 500;

    // After these the raw log has been copied into its file, and is overwritten.
    private const int CommitsBefore = 1_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        var turn = SampleTurn.Create(1);
        var path = scratch.PathOf("append.young.db");
        var store = await SqliteSessionStore.OpenAsync(path);
        var session = await store.OpenAsync(SessionFiles.Key);
        await session.AddAsync(turn);
        var written = await store.ReadAsync(session.Key, LogRead.All());
        using var raw = new RawLog(scratch.PathOf("append.young.raw.db"), "FULL", written.Entries);
        for (var i = 0; i < CommitsBefore; i++)
            raw.Append();

        var ours = new Side(async _ =>
        {
            for (var i = 0; i < Commits; i++)
                await session.AddAsync(turn);
        })
        {
            Operations = Commits,
            PrepareAsync = async _ =>
            {
                await store.DisposeAsync();
                store = await SqliteSessionStore.OpenAsync(path);
                session = await store.OpenAsync(SessionFiles.Key);
            },
        };
        var theirs = new Side(_ =>
        {
            for (var i = 0; i < Commits; i++)
                raw.Append();
            return Task.CompletedTask;
        })
        {
            Operations = Commits,
        };

        try
        {
            var costs = await Rounds.MeasureAsync(effort, TimeSpan.Zero, ours, theirs);
            return [Measurement.Of("append.young", costs[0].PerSecond, "commits/s", costs[1].PerSecond, Target.Min(0.75))];
        }
        finally
        {
            await store.DisposeAsync();
        }
    }
}
