using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// A turn of Colloquy against one of Agent Framework, on sessions of 200, 2,000 and 10,000 messages, with a model that
/// answers at once and is shown the whole session. The two run in turn at each length, when both are warm at all of them:
/// a side that came behind one of another length would find the caches as that one left them.
/// </summary>
internal static class PeerMeasure
{
    public static readonly int[] Lengths = [200, 2_000, 10_000];

    private static readonly double[] WithoutTool = [0.5, 0.15, 0.05];
    private static readonly double[] WithTool = [0.8, 0.25, 0.06];
    private static readonly double[] InSqlite = [0.8, 0.25, 0.06];

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    /// <summary>Both in memory, with or without one tool call in each turn.</summary>
    public static async Task<IReadOnlyList<Measurement>> MemoryAsync(bool callsTool, Effort effort)
    {
        List<(ColloquyTurns Ours, FrameworkTurns Theirs)> turns = [.. Lengths.Select(_ => (new ColloquyTurns(new InMemorySessionStore(), callsTool), new FrameworkTurns(row: null, callsTool)))];
        return await CompareAsync(callsTool ? "turn.grown.memory.tool" : "turn.grown.memory", turns, callsTool ? WithTool : WithoutTool, effort);
    }

    /// <summary>In SQLite: Colloquy commits each step, and Agent Framework's whole session is written as JSON into a row after each turn.</summary>
    public static async Task<IReadOnlyList<Measurement>> SqliteAsync(SqliteSynchronous synchronous, ScratchFolder scratch, Effort effort)
    {
        var isFull = synchronous == SqliteSynchronous.Full;
        var name = isFull ? "turn.grown.sqlite" : "turn.grown.sqlite.normal";
        List<SqliteSessionStore> stores = [];
        try
        {
            List<(ColloquyTurns Ours, FrameworkTurns Theirs)> turns = [];
            foreach (var length in Lengths)
            {
                stores.Add(await GrownStore.OpenAsync(scratch, $"{name}.{length}.db", synchronous));
                turns.Add((new ColloquyTurns(stores[^1]), new FrameworkTurns(new SessionRow(scratch.PathOf($"{name}.{length}.row.db"), isFull ? "FULL" : "NORMAL"))));
            }

            return await CompareAsync(name, turns, isFull ? InSqlite : null, effort);
        }
        finally
        {
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<Measurement>> CompareAsync(string name, List<(ColloquyTurns Ours, FrameworkTurns Theirs)> turns, double[]? most, Effort effort)
    {
        var pairs = turns.Zip(Lengths, (both, length) => new[] { both.Ours.At(length).ToSide(), both.Theirs.At(length).ToSide() });
        var costs = await Rounds.MeasureGroupsAsync(effort, Slice, [.. pairs]);
        foreach (var (ours, theirs) in turns)
        {
            ours.Dispose();
            theirs.Dispose();
        }

        return [.. Lengths.Select((length, i) => Measurement.Of(
            $"{name}.{length}",
            costs[i][0].Microseconds,
            "us",
            costs[i][1].Microseconds,
            most is null ? Target.None : Target.Max(most[i])))];
    }
}
