using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The window of a session of 100,000 messages under a budget of 8,000 tokens, with its report, against the read of the newest 100.</summary>
internal static class WindowMeasure
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);
    private static readonly WindowPipeline Window = [new TokenBudgetStrategy(8_000)];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        await using var store = await SqliteSessionStore.OpenAsync(await SessionFiles.GetLongAsync(fixtures));
        var session = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The fixture lacks its session.");

        var costs = await Rounds.MeasureAsync(
            effort,
            Slice,
            new Side(async times =>
            {
                for (var i = 0; i < times; i++)
                    Expect((await session.Window.PreviewAsync(Window)).Tokens is > 3_000 and <= 8_000);
            }),
            new Side(async times =>
            {
                for (var i = 0; i < times; i++)
                    Expect((await session.GetItemsAsync(100)).Count == 100);
            }));
        return [Measurement.Of("window.8k", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(3))];
    }

    private static void Expect(bool isRight)
    {
        if (!isRight)
            throw new InvalidOperationException("What was read is not what was to be read.");
    }
}
