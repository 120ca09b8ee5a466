using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>What an audit costs: a turn of four messages in one commit, through a view that decides and records, against the same store without one.</summary>
internal static class AuditMeasure
{
    // Long enough for both sides to copy their write-ahead logs into their files at least once in a slice.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(80);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        await using var plain = await SqliteSessionStore.OpenAsync(scratch.PathOf("audit.append.plain.db"));
        await using var audited = await SqliteSessionStore.OpenAsync(scratch.PathOf("audit.append.db"));
        var view = new SessionGuard(audited).For(SessionGuard.CreatePrincipal("benchmark", "administrator"));
        var turn = SampleTurn.Create(1);

        var costs = await Rounds.MeasureAsync(effort, Slice, await AddingAsync(view), await AddingAsync(plain));
        return [Measurement.Of("audit.append", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(1.1))];

        async Task<Side> AddingAsync(ISessionStore store)
        {
            var session = await store.OpenAsync(SessionFiles.Key);

            // The trail is a later session of the file, and the last session of a file is written to faster than others: SQLite only appends to its tree.
            if (store == plain)
                await (await store.OpenAsync(new SessionKey("later"))).AddAsync(turn);
            return new Side(async commits =>
            {
                for (var i = 0; i < commits; i++)
                    await session.AddAsync(turn);
            });
        }
    }
}
