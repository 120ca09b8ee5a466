using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The files that are read: a session of 100,000 messages alone, a short one, and the long one in a crowd.</summary>
internal static class SessionFiles
{
    public const int Long = 100_000;
    public const int Short = 1_000;

    /// <summary>The messages of a session of 1,000,000 entries: a turn has four, and its start.</summary>
    public const int Million = 800_000;

    private const string Crowd = "crowd.db";
    private const int TurnsAmongOthers = 250;

    public static readonly SessionKey Key = new("ticket-1", user: "ada");

    public static Task<string> GetLongAsync(FixtureFolder folder) => folder.GetAsync("long.db", path => BuildAsync(path, store => AddAsync(store, Key, Long)));

    public static Task<string> GetMillionAsync(FixtureFolder folder) => folder.GetAsync("million.db", path => BuildAsync(path, store => AddAsync(store, Key, Million)));

    public static Task<string> GetShortAsync(FixtureFolder folder) => folder.GetAsync("short.db", path => BuildAsync(path, store => AddAsync(store, Key, Short)));

    /// <summary>
    /// The same session of 100,000 messages, another as long, and 100,000 of one turn, between which the last turns of
    /// the first are written. In a hurry, when no run before has built it, a fifth of the crowd does.
    /// </summary>
    public static Task<string> GetCrowdAsync(FixtureFolder folder, bool inHurry) =>
        inHurry && !folder.Has(Crowd) ? BuildCrowdAsync(folder, "crowd-fifth.db", 20_000) : BuildCrowdAsync(folder, Crowd, 100_000);

    private static Task<string> BuildCrowdAsync(FixtureFolder folder, string name, int others) => folder.GetAsync(name, path => BuildAsync(path, async store =>
    {
        var session = await SessionBuilder.OpenAsync(store, Key);
        await session.AddTurnsAsync((Long / SampleTurn.Messages) - TurnsAmongOthers);
        await AddAsync(store, new SessionKey("ticket-1", user: "ben"), Long);
        for (var i = 1; i <= others; i++)
        {
            var other = await SessionBuilder.OpenAsync(store, new SessionKey($"ticket-{i}", user: $"user-{i % 1_000}"));
            await other.AddTurnsAsync(1);
            if (i % (others / TurnsAmongOthers) == 0)
                await session.AddTurnsAsync(1);
        }
    }));

    private static async Task AddAsync(ISessionStore store, SessionKey key, int messages)
    {
        var builder = await SessionBuilder.OpenAsync(store, key);
        await builder.AddTurnsAsync(messages / SampleTurn.Messages);
    }

    private static async Task BuildAsync(string path, Func<ISessionStore, Task> fillAsync)
    {
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        await fillAsync(store);
    }
}
