using Colloquy.Operations;
using Colloquy.Storage;

namespace Colloquy.Postgres.Tests.Sessions;

public sealed class ListingTests
{
    [Fact]
    public async Task A_session_whose_row_is_damaged_is_named_and_all_others_are_listed()
    {
        await using var processes = new Processes();
        var store = await processes.StartAsync();
        SessionKey[] keys = [.. Enumerable.Range(1, 9).Select(i => new SessionKey($"{i}", "ada"))];
        foreach (var key in keys)
        {
            await store.CreateAsync(key, TestContext.Current.CancellationToken);
            await store.SetRetentionAsync(key, new RetentionPolicy { Ttl = TimeSpan.FromDays(1) }, TestContext.Current.CancellationToken);
        }

        await processes.ExecuteAsync("UPDATE colloquy.sessions SET chain = '\\x00' WHERE session = '3'");
        await processes.ExecuteAsync("UPDATE colloquy.sessions SET retention = 'no policy' WHERE session = '4'");
        await processes.ExecuteAsync("UPDATE colloquy.sessions SET session = E'5\\n' WHERE session = '5'");

        SessionKey[] readable = [.. keys.Where(key => key.Id is not ("3" or "4" or "5"))];
        foreach (var limit in (int[])[1, 2, 3, 100])
        {
            var (listed, unreadable) = await ReadAsync(after => store.ListAsync(keys[0].Owner, new SessionQuery { After = after, Limit = limit }, TestContext.Current.CancellationToken));
            Assert.Equal(readable, listed.OrderBy(key => key.Id, StringComparer.Ordinal));
            Assert.Equal([null, keys[2], keys[3]], unreadable.Select(session => session.Key).Distinct().OrderBy(key => key?.Id, StringComparer.Ordinal));

            (listed, unreadable) = await ReadAsync(after => store.ListRetainedAsync(SessionSelection.All, after, limit, TestContext.Current.CancellationToken));
            Assert.Equal(readable, listed);
            Assert.Equal([null, keys[2], keys[3]], unreadable.Select(session => session.Key).Distinct().OrderBy(key => key?.Id, StringComparer.Ordinal));
        }

        var only = await store.ListAllAsync(SessionSelection.OfSession(keys[2]), new SessionQuery(), TestContext.Current.CancellationToken);
        Assert.Equal(keys[2], Assert.Single(only.Unreadable).Key);
    }

    [Fact]
    public async Task Titles_are_found_among_many_in_pages()
    {
        await using var processes = new Processes();
        var store = await processes.StartAsync();
        await store.CreateAsync(new SessionKey("0", "ada"), TestContext.Current.CancellationToken);

        // Rows are made in bulk; '\303' is how the text form of a title shows a byte, and is not in it.
        await processes.ExecuteAsync("""
            INSERT INTO colloquy.sessions (sid, stamp, app, "user", session, created, updated, tip, chain, entries, bytes, bytes_beside, branch, head, head_segment, moved, waits, waiting, activity,
                details_version, title, pruned, searched)
            SELECT gen_random_uuid(), stamp, app, "user", to_char(i, 'FM00000'), created, updated, tip, chain, entries, bytes, bytes_beside, branch, head, head_segment, moved, waits, waiting, activity,
                details_version, convert_to(CASE WHEN i % 300 = 7 THEN 'Nr. 303 Needle' ELSE 'CAFÉ' END, 'UTF8'), pruned, searched
            FROM colloquy.sessions, generate_series(1, 3000) i
            """);

        foreach (var limit in (int[])[3, 10, 1_000])
        {
            var (listed, _) = await ReadAsync(after => store.ListAsync(new SessionOwner("ada"), new SessionQuery { After = after, Limit = limit, TitleContains = "303" }, TestContext.Current.CancellationToken));
            Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{(300 * i) + 7:00000}"), listed.Select(key => key.Id));
        }
    }

    private static async Task<(List<SessionKey> Listed, List<UnreadableSession> Unreadable)> ReadAsync(Func<SessionCursor?, ValueTask<SessionPage>> read)
    {
        var (listed, unreadable) = (new List<SessionKey>(), new List<UnreadableSession>());
        for (SessionCursor? after = null; ;)
        {
            var page = await read(after);
            listed.AddRange(page.Sessions.Select(record => record.Key));
            unreadable.AddRange(page.Unreadable);
            if (page.Next is null)
                return (listed, unreadable);
            after = page.Next;
        }
    }
}
