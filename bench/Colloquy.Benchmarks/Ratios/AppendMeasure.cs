using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// How many turns of four messages a second a session takes, one commit each, against the same rows written raw at the
/// same durability. Both sides' files grow from nothing, a slice at a time.
/// </summary>
internal static class AppendMeasure
{
    // Long enough for both sides to copy their write-ahead logs into their files at least once in a slice.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(80);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort) =>
    [
        await RunAsync("append.full", SqliteSynchronous.Full, scratch, effort),
        await RunAsync("append.normal", SqliteSynchronous.Normal, scratch, effort),
    ];

    private static async Task<Measurement> RunAsync(string name, SqliteSynchronous synchronous, ScratchFolder scratch, Effort effort)
    {
        var turn = SampleTurn.Create(1);
        await using var store = await SqliteSessionStore.OpenAsync(scratch.PathOf($"{name}.db"), new SqliteSessionStoreOptions { Synchronous = synchronous });
        var session = await store.OpenAsync(new SessionKey("ticket-1", user: "ada"));
        await session.AddAsync(turn);
        var written = await store.ReadAsync(session.Key, LogRead.All());
        using var raw = new RawLog(scratch.PathOf($"{name}.raw.db"), synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL", written.Entries);

        var ours = new Side(async commits =>
        {
            for (var i = 0; i < commits; i++)
                await session.AddAsync(turn);
        });
        var theirs = new Side(commits =>
        {
            for (var i = 0; i < commits; i++)
                raw.Append();
            return Task.CompletedTask;
        });

        var costs = await Rounds.MeasureAsync(effort, Slice, ours, theirs);
        return Measurement.Of(name, costs[0].PerSecond, "commits/s", costs[1].PerSecond, Target.Min(0.75));
    }
}
