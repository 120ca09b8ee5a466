namespace Colloquy.Storage.Conformance;

/// <summary>The sessions of one owner are listed, the newest commit first, narrowed, a page at a time; never another's.</summary>
public sealed class ListingSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Those_with_the_newest_commits_come_first),
        Case(Those_of_the_same_time_come_in_order_of_their_ids_byte_by_byte),
        Case(What_is_listed_is_the_sessions_record),
        Case(Pages_fit_together_also_between_equal_times),
        Case(A_listing_goes_on_after_a_session_that_is_gone),
        Case(Only_the_owners_sessions_are_listed),
        Case(A_cursor_of_another_owner_shows_nothing_of_theirs),
        Case(A_listing_is_narrowed_by_time),
        Case(A_listing_is_narrowed_by_activity),
        Case(A_listing_is_narrowed_by_title_without_wildcards),
        Case(A_narrowed_listing_is_paged),
    ];

    private static async Task Those_with_the_newest_commits_come_first(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        for (var i = 0; i < 5; i++)
        {
            context.Clock.Advance(TimeSpan.FromMilliseconds(1));
            sessions.Add(await context.NewSessionAsync());
        }

        foreach (var i in new[] { 3, 0, 4 })
        {
            context.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await sessions[i].SayAsync("hello");
        }

        await EnsureListed(context.Store, new SessionOwner("ada"), new SessionQuery(), [4, 0, 3, 2, 1], sessions, "sessions by the time of their last commit");
    }

    private static async Task Those_of_the_same_time_come_in_order_of_their_ids_byte_by_byte(StoreCaseContext context)
    {
        string[] ordered = [" a", "%", "A", "B", "_", "a", "a ", "aa", "e\u0301", "\u00C9", "\u00E9", "\u200Fa", "\u5B57", "\uFF5E", "\U0001F600"];
        foreach (var id in ordered.Reverse())
            await context.OpenSessionAsync(new SessionKey(id, "ada"));

        foreach (var limit in new[] { 1, 4, 1_000 })
            Check.Sequence(ordered.Select(Rendering.Of), (await ListAsync(context.Store, new SessionOwner("ada"), new SessionQuery(), limit)).Select(record => Rendering.Of(record.Key.Id)), $"the ids of sessions of the same time, in pages of {limit},");
    }

    private static async Task What_is_listed_is_the_sessions_record(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.CommitAsync(await session.DraftWaitingAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two")));
        await session.ForkAsync("side", new Position(1));
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "title", Metadata = new Dictionary<string, string> { ["a"] = "b" } });
        await session.TakeLeaseAsync();

        var listed = await ListAsync(context.Store, new SessionOwner("ada"), new SessionQuery(), 10);

        Check.Record(await session.RecordAsync(), Check.Single(listed, "the listing"), "the record in the listing");
    }

    private static async Task Pages_fit_together_also_between_equal_times(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        for (var i = 0; i < 12; i++)
        {
            if (i % 4 == 0)
                context.Clock.Advance(TimeSpan.FromSeconds(1));
            sessions.Add(await context.NewSessionAsync());
        }

        int[] expected = [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3];
        foreach (var limit in new[] { 1, 2, 3, 4, 5, 11, 12, 13, 1_000 })
            await EnsureListed(context.Store, new SessionOwner("ada"), new SessionQuery(), expected, sessions, $"sessions in pages of {limit}", limit);
    }

    private static async Task A_listing_goes_on_after_a_session_that_is_gone(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        for (var i = 0; i < 6; i++)
            sessions.Add(await context.NewSessionAsync());
        var query = new SessionQuery { Limit = 3 };
        var first = await context.Store.ListAsync(new SessionOwner("ada"), query);

        await context.Store.DeleteAsync(sessions[2].Key);
        var second = await context.Store.ListAsync(new SessionOwner("ada"), query with { After = first.Next });

        Check.Sequence(sessions[3..].Select(session => session.Key), second.Sessions.Select(record => record.Key), "the page after one whose last session was deleted");
        Check.Equal(null, second.Next, "where the listing goes on after its end");
    }

    private static async Task Only_the_owners_sessions_are_listed(StoreCaseContext context)
    {
        SessionKey[] keys = [new("1", "ada"), new("2", "Ada"), new("3", "ada "), new("4"), new("5", "ada", "app"), new("6", "%"), new("7", "al_ce"), new("8", "ada%"), new("9", null, "app"), new("10", "default")];
        foreach (var key in keys)
            await (await context.OpenSessionAsync(key)).SayAsync("hello");

        foreach (var key in keys)
            Check.Sequence([key], (await ListAsync(context.Store, key.Owner, new SessionQuery(), 10)).Select(record => record.Key), $"the sessions of the owner of {key}");
        foreach (var owner in new SessionOwner[] { new("nobody"), new("ADA"), new("ada", "App"), new("a%"), new("_") })
            Check.Equal(0, (await ListAsync(context.Store, owner, new SessionQuery(), 10)).Count, $"the number of sessions of {owner}, who has none");
    }

    private static async Task A_cursor_of_another_owner_shows_nothing_of_theirs(StoreCaseContext context)
    {
        foreach (var user in new[] { "ada", "ben", "carol" })
        {
            for (var i = 0; i < 4; i++)
                await context.NewSessionAsync(user);
        }

        foreach (var user in new[] { "ada", "carol" })
        {
            var page = await context.Store.ListAsync(new SessionOwner(user), new SessionQuery { Limit = 2 });
            try
            {
                var listed = await context.Store.ListAsync(new SessionOwner("ben"), new SessionQuery { After = page.Next });
                Check.That(listed.Sessions.All(record => record.Key.User == "ben"), $"Expected only ben's sessions after a cursor of {user}, but there are others.");
            }
            catch (ArgumentException)
            {
                // A store may refuse such a cursor.
            }
        }
    }

    private static async Task A_listing_is_narrowed_by_time(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 4; i++)
        {
            context.Clock.Advance(TimeSpan.FromMilliseconds(10));
            times.Add(context.Clock.GetUtcNow());
            sessions.Add(await context.NewSessionAsync());
        }

        foreach (var (since, expected) in new (DateTimeOffset, int[])[] { (times[0], [3, 2, 1, 0]), (times[2], [3, 2]), (times[2].AddMilliseconds(1), [3]), (times[2].ToOffset(TimeSpan.FromHours(5)), [3, 2]), (times[3].AddMilliseconds(1), []) })
            await EnsureListed(context.Store, new SessionOwner("ada"), new SessionQuery { UpdatedSince = since }, expected, sessions, $"sessions since {since:O}");
    }

    private static async Task A_listing_is_narrowed_by_activity(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        foreach (var activity in new[] { SessionActivity.Idle, SessionActivity.Running, SessionActivity.Waiting, SessionActivity.Closed, SessionActivity.Running })
        {
            sessions.Add(await context.NewSessionAsync());
            await sessions[^1].CommitAsync(activity == SessionActivity.Waiting ? await sessions[^1].DraftWaitingAsync(SessionUnderTest.Text("hello")) : await sessions[^1].DraftAsync(SessionUnderTest.Text("hello")) with { Activity = activity });
        }

        foreach (var (activity, expected) in new (SessionActivity, int[])[] { (SessionActivity.Idle, [0]), (SessionActivity.Running, [1, 4]), (SessionActivity.Waiting, [2]), (SessionActivity.Closed, [3]) })
            await EnsureListed(context.Store, new SessionOwner("ada"), new SessionQuery { Activity = activity }, expected, sessions, $"sessions that are {activity}");
    }

    private static async Task A_listing_is_narrowed_by_title_without_wildcards(StoreCaseContext context)
    {
        string?[] titles = ["Refund of 100%", "100 percent", "snake_case", "snakeXcase", "CAF\u00C9", "caf\u00E9", "back\\slash", "[a-z]*?", "it's", null, "  spaced  ", "\u0130stanbul"];
        var sessions = new List<SessionUnderTest>();
        foreach (var title in titles)
        {
            sessions.Add(await context.NewSessionAsync());
            await context.Store.SetDetailsAsync(sessions[^1].Key, new SessionDetails { Title = title });
        }

        foreach (var (text, expected) in new (string, int[])[]
        {
            ("%", [0]), ("100%", [0]), ("100", [0, 1]), ("REFUND", [0]), ("refund OF", [0]), ("_", [2]), ("e_c", [2]), ("case", [2, 3]), ("CASE", [2, 3]), ("\u00C9", [4]), ("\u00E9", [5]), ("caf", [4, 5]),
            ("\\", [6]), ("[a", [7]), ("*", [7]), ("?", [7]), ("'", [8]), ("  ", [10]), ("istanbul", []), ("stanbul", [11]), ("no such", []), ("", [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11]), ("%a%", []),
        })
            await EnsureListed(context.Store, new SessionOwner("ada"), new SessionQuery { TitleContains = text }, expected, sessions, $"sessions with '{text}' in the title");
    }

    private static async Task A_narrowed_listing_is_paged(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        for (var i = 0; i < 12; i++)
        {
            sessions.Add(await context.NewSessionAsync());
            await sessions[i].CommitAsync(i % 2 == 0 ? await sessions[i].DraftWaitingAsync(SessionUnderTest.Text("hello")) : await sessions[i].DraftAsync(SessionUnderTest.Text("hello")));
            await context.Store.SetDetailsAsync(sessions[i].Key, new SessionDetails { Title = i % 3 == 0 ? "wanted" : "other" });
        }

        var filter = new SessionQuery { Activity = SessionActivity.Waiting, TitleContains = "want", UpdatedSince = context.Clock.GetUtcNow() };
        foreach (var limit in new[] { 1, 2, 3 })
            await EnsureListed(context.Store, new SessionOwner("ada"), filter, [0, 6], sessions, $"waiting sessions with a title, in pages of {limit}", limit);
    }

    private static async Task EnsureListed(ISessionStore store, SessionOwner owner, SessionQuery query, int[] expected, List<SessionUnderTest> sessions, string what, int limit = 50) =>
        Check.Sequence(expected.Select(i => sessions[i].Key), (await ListAsync(store, owner, query, limit)).Select(record => record.Key), what);

    private static Task<IReadOnlyList<SessionRecord>> ListAsync(ISessionStore store, SessionOwner owner, SessionQuery query, int limit) =>
        Listing.ReadAsync(limit, after => store.ListAsync(owner, query with { Limit = limit, After = after }));
}
