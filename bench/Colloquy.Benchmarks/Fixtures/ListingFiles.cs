using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The file that is listed: 100,000 sessions of one user, and 100 of another. In a hurry, when no run before has built it, 20,000 do.</summary>
internal static class ListingFiles
{
    public static readonly SessionOwner Many = new("ada");
    public static readonly SessionOwner Few = new("ben");

    private const string Whole = "listing.db";
    private const int SessionsOfFew = 100;

    // As an import does it: all of them within two minutes.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    public static Task<string> GetAsync(FixtureFolder folder, bool inHurry) =>
        inHurry && !folder.Has(Whole) ? BuildAsync(folder, "listing-fifth.db", 20_000) : BuildAsync(folder, Whole, 100_000);

    private static Task<string> BuildAsync(FixtureFolder folder, string name, int sessions) => folder.GetAsync(name, async path =>
    {
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal, TimeProvider = new SteppingClock(Step) });
        for (var i = 0; i < sessions; i++)
        {
            await store.CreateAsync(new SessionKey($"ticket-{i}", Many.User!));
            if (i % (sessions / SessionsOfFew) == 0)
                await store.CreateAsync(new SessionKey($"ticket-{i}", Few.User!));
        }
    });
}
