using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// The first turn of a process on a session of 2,000 messages in SQLite, which has to read the window, against a raw read
/// of as many messages and the parse of their JSON. Both sides have just opened their file. At synchronous NORMAL.
/// </summary>
internal static class ColdMeasure
{
    private const int Messages = 2_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, FixtureFolder fixtures, Effort effort)
    {
        var path = scratch.PathOf("cold.db");
        await using var builder = await OpenAsync(path);
        using var turns = new ColloquyTurns(builder);
        SqliteSessionStore? process = null;
        Session? session = null;
        var next = 0;
        var cold = turns.At(Messages, async () =>
        {
            if (process is not null)
                await process.DisposeAsync();
            process = await OpenAsync(path);
            session = await process.FindAsync(turns.Sessions[next++ % turns.Sessions.Count].Key);
        }).ToSide() with
        {
            RunAsync = _ => turns.Agent.RunAsync(GrownTurns.Input, session!),
        };

        var rawPath = await RawMessages.GetAsync(fixtures);
        RawMessages? raw = null;
        var direct = new Side(_ => raw!.ReadNewest().Count == Messages ? Task.CompletedTask : throw new InvalidOperationException("Not all messages were read."))
        {
            PrepareAsync = _ =>
            {
                raw?.Dispose();
                raw = new RawMessages(rawPath, Messages);
                return Task.CompletedTask;
            },
        };

        try
        {
            var costs = await Rounds.MeasureAsync(effort with { WarmUp = effort.WarmUp * 2 }, TimeSpan.Zero, cold, direct);
            return [Measurement.Of("turn.cold", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(2))];
        }
        finally
        {
            raw?.Dispose();
            if (process is not null)
                await process.DisposeAsync();
        }
    }

    private static Task<SqliteSessionStore> OpenAsync(string path) =>
        SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
}
