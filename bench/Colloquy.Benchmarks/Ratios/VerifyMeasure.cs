using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The verification of a session of 1,000,000 entries (125,000 in a hurry), against a plain SHA-256 of each payload of the same file.</summary>
internal static class VerifyMeasure
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        var path = await (effort.IsQuick ? SessionFiles.GetLongAsync(fixtures) : SessionFiles.GetMillionAsync(fixtures));
        await using var store = await SqliteSessionStore.OpenAsync(path);
        using var raw = new RawEntries(path);
        var session = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The fixture lacks its session.");
        var entries = session.Record.Tip.Value;

        Side[] sides =
        [
            new(async _ => Expect(await session.VerifyAsync() is { IsIntact: true } verified ? verified.Entries : 0)) { Operations = entries },
            new(_ =>
            {
                Expect(raw.HashAll());
                return Task.CompletedTask;
            }) { Operations = entries },
        ];
        var costs = await Rounds.MeasureAsync(effort, TimeSpan.Zero, sides);
        return [Measurement.Of("verify.rate", costs[0].PerSecond, "entries/s", costs[1].PerSecond, Target.Min(0.5))];

        void Expect(long count)
        {
            if (count != entries)
                throw new InvalidOperationException($"{count} entries were verified or read, not {entries}.");
        }
    }
}
