using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>A page of 50 of a user's 100,000 sessions (20,000 in a hurry), the first and the one after it in turn, against the same of a user of 100 sessions.</summary>
internal static class ListMeasure
{
    private const int Pages = 2;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        await using var store = await SqliteSessionStore.OpenAsync(await ListingFiles.GetAsync(fixtures, effort.IsQuick));
        var costs = await Rounds.MeasureAsync(effort, Slice, Read(store, ListingFiles.Many), Read(store, ListingFiles.Few));
        return [Measurement.Of("list.page", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(1.5))];
    }

    private static Side Read(SqliteSessionStore store, SessionOwner owner) => new(async times =>
    {
        for (var i = 0; i < times; i++)
        {
            SessionCursor? after = null;
            for (var page = 0; page < Pages; page++)
            {
                var found = await store.ListAsync(owner, new SessionQuery { After = after });
                if (found.Sessions.Count != 50)
                    throw new InvalidOperationException($"{found.Sessions.Count} sessions were listed, not 50.");
                after = found.Next;
            }
        }
    })
    {
        Operations = Pages,
    };
}
