using Colloquy.Operations;
using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>A page of 50 of a user's 100,000 sessions (20,000 in a hurry), and of all, the first and the one after it in turn, against the same of a user of 100 sessions.</summary>
internal static class ListMeasure
{
    private const int Pages = 2;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        await using var store = await SqliteSessionStore.OpenAsync(await ListingFiles.GetAsync(fixtures, effort.IsQuick));
        var costs = await Rounds.MeasureAsync(effort, Slice, Read(store, SessionSelection.OfOwner(ListingFiles.Many)), Read(store, SessionSelection.All), Read(store, SessionSelection.OfOwner(ListingFiles.Few)));
        return
        [
            Measurement.Of("list.page", costs[0].Microseconds, "us", costs[2].Microseconds, Target.Max(1.5)),
            Measurement.Of("list.all", costs[1].Microseconds, "us", costs[2].Microseconds, Target.Max(1.5)),
        ];
    }

    private static Side Read(SqliteSessionStore store, SessionSelection selection) => new(async times =>
    {
        for (var i = 0; i < times; i++)
        {
            SessionCursor? after = null;
            for (var page = 0; page < Pages; page++)
            {
                var found = await store.ListAllAsync(selection, new SessionQuery { After = after });
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
