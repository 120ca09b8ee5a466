using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>All of a session's 100,000 messages, from the first on, against a raw read of as many and the parse of their JSON.</summary>
internal static class ReadAllMeasure
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        await using var store = await SqliteSessionStore.OpenAsync(await SessionFiles.GetLongAsync(fixtures));
        using var raw = new RawMessages(await RawMessages.GetAsync(fixtures));
        var session = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The fixture lacks its session.");

        var ours = new Side(async _ =>
        {
            var count = 0;
            await foreach (var item in session.ReadItemsAsync())
                count += item.Message.Contents.Count;
            Expect(count);
        }) { Operations = SessionFiles.Long };
        var theirs = new Side(_ =>
        {
            Expect(raw.ReadAll());
            return Task.CompletedTask;
        }) { Operations = SessionFiles.Long };

        var costs = await Rounds.MeasureAsync(effort, TimeSpan.Zero, ours, theirs);
        return [Measurement.Of("readall", costs[0].PerSecond, "messages/s", costs[1].PerSecond, Target.Min(0.75))];
    }

    private static void Expect(int count)
    {
        if (count != SessionFiles.Long)
            throw new InvalidOperationException($"{count} contents were read, not {SessionFiles.Long}.");
    }
}
