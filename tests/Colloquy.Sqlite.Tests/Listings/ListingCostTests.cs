using System.Globalization;
using System.Reflection;
using SQLitePCL;

namespace Colloquy.Sqlite.Tests;

/// <summary>A page of a listing costs the same among few sessions and among many, also when all were written within one minute.</summary>
public sealed class ListingCostTests : IDisposable
{
    private const int Few = 200;
    private const int Many = 6_000;

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Ways => new()
    {
        // All at the same time, as with a clock that stands still.
        { "1000", "1000" },

        // Ten in a millisecond, each done in 0 to 2 ms, as an import does; all within a second.
        { "1000 + n / 10", "1000 + n / 10 + n % 3" },

        // All within a minute, each with a turn that took up to 20 seconds, 30 of them at the same time.
        { "1000 + n * 10", "1000 + n * 10 + n * 7919 % 300" },

        // A few hours.
        { "1000 + n * 10000", "1000 + n * 10000" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_page_of_a_user_reads_as_little_among_many_sessions_as_among_few(string listed, string updated)
    {
        using var file = await FillAsync(listed, updated);
        foreach (var query in Queries)
            Compare(file, query, SessionSelection.OfOwner(new SessionOwner("many")), SessionSelection.OfOwner(new SessionOwner("few")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_page_of_all_reads_as_little_as_one_of_a_user(string listed, string updated)
    {
        using var file = await FillAsync(listed, updated);
        foreach (var query in Queries)
            Compare(file, query, SessionSelection.All, SessionSelection.OfOwner(new SessionOwner("few")));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<SessionQuery> Queries =>
    [
        new SessionQuery(),
        new SessionQuery { UpdatedSince = DateTimeOffset.UnixEpoch },
        new SessionQuery { Activity = SessionActivity.Waiting },
        new SessionQuery { Activity = SessionActivity.Closed },
        new SessionQuery { TitleContains = "every" },
    ];

    private static void Compare(Connection file, SessionQuery query, SessionSelection many, SessionSelection few)
    {
        var (among, alone) = (CountOfPages(file, query, many), CountOfPages(file, query, few));
        Assert.True(among <= (alone * 2) + 500, $"Two pages of {many} took {among} instructions, of {few} {alone}: {query}.");
    }

    /// <summary>The instructions of the first two pages, of which SQLite counts each.</summary>
    private static long CountOfPages(Connection file, SessionQuery query, SessionSelection selection)
    {
        TakeInstructions(file);
        var first = SessionListing.Page(file, selection, query, DateTimeOffset.UnixEpoch);
        if (first.Next is not null)
            SessionListing.Page(file, selection, query with { After = first.Next }, DateTimeOffset.UnixEpoch);
        return TakeInstructions(file);
    }

    private static long TakeInstructions(Connection file)
    {
        var handle = HandleOf(file);
        var count = 0L;
        for (var statement = raw.sqlite3_next_stmt(handle, null); statement is not null; statement = raw.sqlite3_next_stmt(handle, statement))
            count += raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_VM_STEP, 1);
        return count;
    }

    private static sqlite3 HandleOf(Connection file) => (sqlite3)typeof(Connection).GetField("_handle", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(file)!;

    private async Task<Connection> FillAsync(string listed, string updated)
    {
        await (await SqliteSessionStore.OpenAsync(_folder.File())).DisposeAsync();
        var file = Connection.Open(_folder.File(), create: false);
        HandleOf(file).enable_sqlite3_next_stmt(true);
        foreach (var (user, count) in new[] { ("few", Few), ("many", Many) })
        {
            file.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}),
                    times AS (SELECT n, {listed} AS listed, {updated} AS updated FROM numbers)
                INSERT INTO sessions (app, user, session, created, updated, listed, drift, tip, chain, branch, head, head_segment, activity, lease_token, interrupt, details_version, title)
                SELECT 'default', '{user}', 'ticket-' || n, 0, updated, listed,
                    CASE WHEN updated - listed <= 0 THEN 0 WHEN updated - listed <= 15 THEN 1 WHEN updated - listed <= 255 THEN 2 WHEN updated - listed <= 4095 THEN 3 ELSE 4 END,
                    0, zeroblob(32), 'main', 0, 0, CASE n % ({count} / 10) WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 0 END, 0, 0, 0, 'every one' FROM times
                """));
        }

        return file;
    }
}
