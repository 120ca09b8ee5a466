namespace Colloquy.Storage.Conformance;

/// <summary>Tests that title and metadata have a version of their own, and that only a writer that has read the last version replaces them.</summary>
public sealed class DetailsSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Details_are_read_back_as_they_were_written),
        Case(A_version_that_is_not_the_stored_one_writes_nothing),
        Case(Details_are_replaced_as_a_whole),
        Case(Details_touch_nothing_else),
        Case(A_commit_gives_a_title_to_a_session_that_has_none),
        Case(A_commit_that_is_refused_or_repeated_gives_no_title),
        Case(Details_do_not_follow_the_callers_dictionary),
        Case(One_of_many_writers_of_a_version_succeeds),
        Case(Text_that_is_not_Unicode_is_refused),
        Case(Text_that_cannot_be_kept_is_refused_and_never_changed),
    ];

    private static async Task Details_are_read_back_as_they_were_written(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var details = new SessionDetails
        {
            Title = "O'Brien's 100% \"plan\" \u5B57 \U0001F600 \u202E \r\n",
            Metadata = new Dictionary<string, string> { [""] = "", ["a"] = "1", ["A"] = "2", ["e\u0301"] = "3", ["\u00E9"] = "4", ["'%\"\\"] = "{\"x\":null}", ["long"] = new string('x', 20_000) },
        };

        var stored = await session.Store.SetDetailsAsync(session.Key, details);

        var expected = Rendering.Of(details with { Version = 1 });
        Check.Equal(expected, stored is null ? null : Rendering.Of(stored), "the details that were stored");
        Check.Equal(expected, Rendering.Of((await session.RecordAsync()).Details), "the details in the record");
        var listed = (await session.Store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions.Single();
        Check.Equal(expected, Rendering.Of(listed.Details), "the details in the listing");
    }

    private static async Task A_version_that_is_not_the_stored_one_writes_nothing(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "first" });
        var before = await session.SnapshotAsync();

        foreach (var version in new[] { 0L, 2, -1, long.MaxValue })
            Check.That(await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "late", Version = version }) is null, $"Expected null for version {version} when 1 is stored, but it was written.");

        Check.Sequence(before, await session.SnapshotAsync(), "the session after titles of other versions were refused");
        Check.Equal(2L, (await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "second", Version = 1 }))?.Version, "the version of the next title");
    }

    private static async Task A_commit_gives_a_title_to_a_session_that_has_none(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var metadata = new Dictionary<string, string> { ["a"] = "1" };
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Metadata = metadata });

        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one")) with { Title = "100% \"plan\" \u5B57" });
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("two")) with { Title = "late" });

        var expected = Rendering.Of(new SessionDetails { Title = "100% \"plan\" \u5B57", Metadata = metadata, Version = 2 });
        Check.Equal(expected, Rendering.Of((await session.RecordAsync()).Details), "the details after two commits with a title");
        var listed = (await session.Store.ListAsync(new SessionOwner("ada"), new SessionQuery { TitleContains = "plan" })).Sessions;
        Check.Equal(expected, Rendering.Of(listed.Single().Details), "the details in the listing");
        await Check.Throws<ArgumentException>(async () => await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("three")) with { Title = "\uD800" }), "a commit whose title has a lone surrogate");
    }

    private static async Task A_commit_that_is_refused_or_repeated_gives_no_title(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var first = await session.DraftAsync(SessionUnderTest.Text("one"));
        await session.CommitAsync(first);

        await Check.Throws<TipConflictException>(async () => await session.CommitAsync(first with { Id = CommitId.New(context.Clock), Title = "refused" }), "a commit at an earlier tip");
        await session.CommitAsync(first with { Title = "repeated" });

        Check.Equal(Rendering.Of(new SessionDetails()), Rendering.Of((await session.RecordAsync()).Details), "the details after commits that changed nothing");
    }

    private static async Task Details_are_replaced_as_a_whole(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "first", Metadata = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } });

        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Metadata = new Dictionary<string, string> { ["b"] = "3" }, Version = 1 });

        var expected = new SessionDetails { Metadata = new Dictionary<string, string> { ["b"] = "3" }, Version = 2 };
        Check.Equal(Rendering.Of(expected), Rendering.Of((await session.RecordAsync()).Details), "the details after they were replaced");
    }

    private static async Task Details_touch_nothing_else(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var commit = await session.DraftAsync(SessionUnderTest.Text("two"));
        var before = await session.RecordAsync();
        context.Clock.Advance(TimeSpan.FromMinutes(1));

        var stored = await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "new" });

        Check.Record(before with { Details = stored! }, await session.RecordAsync(), "the record after a new title");
        Check.Equal(new Position(2), (await session.CommitAsync(commit)).Last, "the position of a commit that was drafted before");
        Check.Equal("new", (await session.RecordAsync()).Details.Title, "the title after a commit");
    }

    private static async Task Details_do_not_follow_the_callers_dictionary(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var metadata = new Dictionary<string, string> { ["a"] = "1" };
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Metadata = metadata });

        metadata["a"] = "changed afterwards";

        Check.Equal("1", (await session.RecordAsync()).Details.Metadata["a"], "the metadata after the caller changed its own dictionary");
    }

    private static async Task One_of_many_writers_of_a_version_succeeds(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var stores = new List<ISessionStore>();
        for (var i = 0; i < 8; i++)
            stores.Add(await context.OpenAnotherAsync());

        var stored = await Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
            await store.SetDetailsAsync(session.Key, new SessionDetails { Title = $"writer {i}" }))));

        var winner = Check.Single(stored.OfType<SessionDetails>(), "the writers that succeeded");
        Check.Equal(Rendering.Of(winner), Rendering.Of((await session.RecordAsync()).Details), "the details in the record");
    }

    private static async Task Text_that_is_not_Unicode_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var before = await session.SnapshotAsync();
        var refused = new[]
        {
            new SessionDetails { Title = "\uD800" },
            new SessionDetails { Title = "x\uDC00y" },
            new SessionDetails { Metadata = new Dictionary<string, string> { ["\uD800"] = "" } },
            new SessionDetails { Metadata = new Dictionary<string, string> { ["a"] = "\uD800" } },
        };

        foreach (var details in refused)
            await Check.Throws<ArgumentException>(() => session.Store.SetDetailsAsync(session.Key, details).AsTask(), "details with a lone surrogate");

        Check.Sequence(before, await session.SnapshotAsync(), "the session after details with a lone surrogate");
    }

    private static async Task Text_that_cannot_be_kept_is_refused_and_never_changed(StoreCaseContext context)
    {
        foreach (var text in new[] { "before\u0000after", "\u0000", "\uFFFE" })
        {
            var session = await context.NewSessionAsync();
            var details = new SessionDetails { Title = text, Metadata = new Dictionary<string, string> { [text] = text } };
            try
            {
                var stored = await session.Store.SetDetailsAsync(session.Key, details);
                Check.Equal(Rendering.Of(details with { Version = 1 }), stored is null ? null : Rendering.Of(stored), "details that were accepted");
            }
            catch (ArgumentException)
            {
                details = new SessionDetails { Version = -1 };
            }

            Check.Equal(Rendering.Of(details with { Version = details.Version + 1 }), Rendering.Of((await session.RecordAsync()).Details), "the details that are stored");
        }
    }
}
