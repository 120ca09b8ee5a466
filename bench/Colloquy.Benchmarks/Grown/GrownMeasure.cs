using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// What the length of a session adds to a turn: a turn at 10,000 messages against one at 200 in SQLite at synchronous
/// NORMAL, the bytes that one allocates at 10,000 in memory, and a turn after an undo against one without. Where Agent
/// Framework is the other side, see <see cref="PeerMeasure"/>.
/// </summary>
internal static class GrownMeasure
{
    private const int Long = 10_000;
    private const int Short = 200;
    private const double AllowedBytes = 32 * 1024;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        await using var memory = new InMemorySessionStore();
        await using var longStore = await GrownStore.OpenAsync(scratch, "grown-long.db", SqliteSynchronous.Normal);
        await using var shortStore = await GrownStore.OpenAsync(scratch, "grown-short.db", SqliteSynchronous.Normal);
        using var inMemory = new ColloquyTurns(memory);
        using var inLong = new ColloquyTurns(longStore);
        using var inShort = new ColloquyTurns(shortStore);

        // A turn runs through much code, and the longest of the sides takes a part of the time alone.
        effort = effort with { WarmUp = effort.WarmUp * 3 };
        var costs = await Rounds.MeasureAsync(effort, Slice, inLong.At(Long).ToSide(), inShort.At(Short).ToSide(), inMemory.At(Long).ToSide());
        return
        [
            Measurement.Of("turn.grown.flat", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(1.3)),
            Measurement.Of("turn.grown.bytes", costs[2].Bytes, "bytes", AllowedBytes, Target.Max(1)),
        ];
    }

    public static async Task<IReadOnlyList<Measurement>> UndoAsync(Effort effort)
    {
        effort = effort with { WarmUp = effort.WarmUp * 2 };
        await using var store = new InMemorySessionStore();
        using var undone = new ColloquyTurns(store);
        await using var otherStore = new InMemorySessionStore();
        using var plain = new ColloquyTurns(otherStore);

        // One turn in a slice on both sides, for each turn needs its own undo.
        var costs = await Rounds.MeasureAsync(
            effort,
            TimeSpan.Zero,
            undone.At(Long, async () => _ = await undone.Sessions[0].UndoTurnAsync() ?? throw new InvalidOperationException("No turn was undone.")).ToSide(),
            plain.At(Long, () => Task.CompletedTask).ToSide());
        return [Measurement.Of("turn.undo", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(2))];
    }
}
