using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// A search over a user's 1,000 messages for a word that is in one of them, and for one that is in every message of the
/// file: among 1,000 users (100 in a hurry), against the same in a file of that user alone.
/// </summary>
internal static class SearchMeasure
{
    private const double AllowedMilliseconds = 20;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        var messages = effort.IsQuick ? 100_000 : 1_000_000;
        await using var crowd = await SqliteSessionStore.OpenAsync(await SearchFiles.GetCrowdAsync(fixtures, messages));
        await using var alone = await SqliteSessionStore.OpenAsync(await SearchFiles.GetAloneAsync(fixtures));
        var users = messages / SearchFiles.MessagesOfUser;
        return
        [
            await MeasureAsync("search.rare", SearchFiles.Rare, 1, crowd, users, alone, effort),
            await MeasureAsync("search.common", SearchFiles.Common, SearchFiles.MessagesOfUser, crowd, users, alone, effort),
        ];
    }

    private static async Task<Measurement> MeasureAsync(string name, string word, int expected, SqliteSessionStore crowd, int users, SqliteSessionStore alone, Effort effort)
    {
        var costs = await Rounds.MeasureAsync(effort, Slice, Search(crowd, users, word, expected), Search(alone, 1, word, expected));
        var value = costs[0].Microseconds / 1_000;
        return new Measurement(name, value, "ms", costs[1].Microseconds / 1_000, value / AllowedMilliseconds, Target.Max(1));
    }

    /// <summary>Each search is another user's, so that no pages are warm but those that all share.</summary>
    private static Side Search(SqliteSessionStore store, int users, string word, int expected)
    {
        var next = 0;
        return new Side(async searches =>
        {
            for (var i = 0; i < searches; i++)
            {
                var page = await store.SearchAsync(word, new SessionOwner(SearchFiles.UserAt(next++ % users)));
                if (page.Total != expected || page.MoreMatch || page.Hits.Count != Math.Min(expected, 20))
                    throw new InvalidOperationException($"{page.Total} messages were found, not {expected}.");
            }
        });
    }
}
