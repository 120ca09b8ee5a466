namespace Colloquy.Storage.Conformance;

/// <summary>An index follows the logs, whoever brings it up to date, and is built again.</summary>
public sealed class SearchIndexSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(What_is_behind_is_found_until_it_has_been_added, StoreTraits.Search),
        Case(Pages_of_what_is_behind_fit_together, StoreTraits.Search),
        Case(What_is_behind_and_what_matches_is_of_the_selected_sessions_only, StoreTraits.Search),
        Case(An_addition_that_does_not_fit_is_left_out, StoreTraits.Search),
        Case(What_was_read_of_a_deleted_session_does_not_get_into_its_successor, StoreTraits.Search),
        Case(The_newest_of_all_owners_are_found, StoreTraits.Search | StoreTraits.Directory),
        Case(What_stopped_in_the_middle_is_gone_on_with, StoreTraits.Search),
        Case(Many_search_and_write_at_once_and_miss_nothing, StoreTraits.Search),
        Case(An_index_is_built_again, StoreTraits.Search),
        Case(Progress_tells_how_far_it_is, StoreTraits.Search),
    ];

    private static async Task What_is_behind_is_found_until_it_has_been_added(StoreCaseContext context)
    {
        var index = Index(context);
        var (mine, other) = (await context.NewSessionAsync(), await context.NewSessionAsync("ben"));
        await context.NewSessionAsync();
        await mine.SayAsync("one", "two");
        await other.SayAsync("three");

        var record = await mine.RecordAsync();
        var lag = new SearchLag(mine.Key, Position.Start, new Position(2), record.Chain);
        Check.Sequence([lag], await index.FindLagsAsync(SessionSelection.OfOwner(new SessionOwner("ada")), null, 10), "what is behind of an owner's sessions");
        Check.Sequence([lag], await index.FindLagsAsync(SessionSelection.OfSession(mine.Key), null, 10), "how far a session is behind");
        Check.Equal(2, (await index.FindLagsAsync(SessionSelection.All, null, 10)).Count, "the number of sessions that are behind");
        Check.Equal(1, (await index.FindLagsAsync(SessionSelection.All, null, 1)).Count, "the number of sessions in a page of one");
        Check.Equal((2L, 3L, 1L), (await index.CountLagAsync(SessionSelection.OfOwner(new SessionOwner("ada"))), await index.CountLagAsync(SessionSelection.All), await index.CountLagAsync(SessionSelection.OfSession(other.Key))), "the number of entries behind");

        await context.Store.SearchAsync("one", new SessionOwner("ada"));
        Check.Sequence([], await index.FindLagsAsync(SessionSelection.OfOwner(new SessionOwner("ada")), null, 10), "what is behind after a search");
        Check.Equal(1L, await index.CountLagAsync(SessionSelection.All), "the number of entries behind after a search by one owner");
        await mine.SayAsync("more");
        Check.Equal(1L, await index.CountLagAsync(SessionSelection.OfSession(mine.Key)), "the number of entries behind after a commit");
    }

    private static async Task Pages_of_what_is_behind_fit_together(StoreCaseContext context)
    {
        var index = Index(context);
        SessionKey[] keys = [new("1", "a"), new("2", "a"), new("3", "a"), new("1", "b"), new("1", "a", "app"), new("2", "a", "app"), new("1", "c", "app"), new("1", "a", "z")];
        foreach (var key in keys.Reverse())
            await (await context.OpenSessionAsync(key)).SayAsync("one");

        await EnsurePages(SessionSelection.OfOwner(new SessionOwner("a")), [0, 1, 2]);
        await EnsurePages(SessionSelection.OfApp("app"), [4, 5, 6]);
        await EnsurePages(SessionSelection.All, [4, 5, 6, 0, 1, 2, 3, 7]);
        await context.Store.DeleteAsync(keys[1]);
        Check.Sequence([keys[2]], (await index.FindLagsAsync(SessionSelection.OfOwner(new SessionOwner("a")), keys[1], 10)).Select(lag => lag.Key), "what is behind after a session that is gone");

        async Task EnsurePages(SessionSelection scope, int[] expected)
        {
            for (var size = 1; size <= 8; size += 3)
            {
                var found = new List<SearchLag>();
                IReadOnlyList<SearchLag> page;
                do
                {
                    page = await index.FindLagsAsync(scope, found.Count == 0 ? null : found[^1].Key, size);
                    found.AddRange(page);
                }
                while (page.Count == size);
                Check.Sequence(expected.Select(number => keys[number]), found.Select(lag => lag.Key), $"what is behind, in pages of {size}");
            }
        }
    }

    private static async Task What_is_behind_and_what_matches_is_of_the_selected_sessions_only(StoreCaseContext context)
    {
        var index = Index(context);
        SessionKey[] keys = [new("1"), new("1", "ada"), new("1", "ben"), new("1", null, "app"), new("1", "ada", "app"), new("2", "ada", "app")];
        SessionSelection[] selections =
        [
            SessionSelection.All, SessionSelection.OfApp("app"), SessionSelection.OfUser("ada"), SessionSelection.OfUser(null), SessionSelection.OfUser("carol"),
            SessionSelection.OfOwner(new SessionOwner()), SessionSelection.OfOwner(new SessionOwner("ada", "app")), SessionSelection.OfSession(keys[5]),
        ];
        var additions = new List<SearchAddition>();
        foreach (var key in keys)
            additions.Add(Addition(key, 0, (await (await context.OpenSessionAsync(key)).SayAsync("cherry"))[0], "cherry"));

        foreach (var selection in selections)
        {
            Check.Sequence(Of(selection), (await index.FindLagsAsync(selection, null, 10)).Select(lag => $"{lag.Key}").Order(StringComparer.Ordinal), $"what is behind of {selection}");
            Check.Equal((long)Of(selection).Count(), await index.CountLagAsync(selection), $"the number of entries behind of {selection}");
        }

        await index.AddAsync(additions);
        foreach (var selection in selections)
        {
            var found = await index.MatchAsync(new SearchMatching { Selection = selection, Terms = [new SearchTerm(["cherry"], isPrefix: false)], Limit = 10 });
            Check.Sequence(Of(selection), found.Select(candidate => $"{candidate.Key}").Order(StringComparer.Ordinal), $"what matches of {selection}");
        }

        IEnumerable<string> Of(SessionSelection selection) => keys.Where(selection.Includes).Select(key => $"{key}").Order(StringComparer.Ordinal);
    }

    private static async Task An_addition_that_does_not_fit_is_left_out(StoreCaseContext context)
    {
        var index = Index(context);
        var session = await context.NewSessionAsync();
        var entries = await session.SayAsync("one", "two", "three");
        var first = Addition(session.Key, 0, entries[0], "ghost");
        var second = Addition(session.Key, 1, entries[1], "spirit");

        Check.Equal(0, await index.AddAsync([second]), "the number of additions taken that begin too late");
        Check.Equal(0, await index.AddAsync([first with { Chain = entries[1].Chain }]), "the number of additions taken with another chain");
        Check.Equal(0, await index.AddAsync([Addition(session.Key, 0, entries[2], "ghost") with { UpTo = new Position(4) }]), "the number of additions taken that go beyond the tip");
        Check.Equal(0, await index.AddAsync([first with { Key = context.NewKey() }]), "the number of additions taken of a session that is not there");
        Check.Equal(1, await index.AddAsync([first, first]), "the number of additions taken that are made twice at once");
        Check.Equal(0, await index.AddAsync([first]), "the number of additions taken that are made again");
        Check.Equal(1, await index.AddAsync([second]), "the number of additions taken that fit");

        await EnsureMatches(index, session.Key, "ghost", 1);
        await EnsureMatches(index, session.Key, "spirit", 2);
    }

    private static async Task What_was_read_of_a_deleted_session_does_not_get_into_its_successor(StoreCaseContext context)
    {
        var index = Index(context);
        var session = await context.NewSessionAsync();
        var old = Addition(session.Key, 0, (await session.SayAsync("ghost"))[0], "ghost");
        await session.Store.DeleteAsync(session.Key);
        await session.Store.CreateAsync(session.Key);
        await session.SayAsync("alive", "and well");

        Check.Equal(0, await index.AddAsync([old]), "the number of additions taken that were read of a deleted session");
        await EnsureMatches(index, session.Key, "ghost");
    }

    private static async Task The_newest_of_all_owners_are_found(StoreCaseContext context)
    {
        var index = Index(context);
        var sessions = new List<SessionUnderTest>();
        foreach (var user in (string[])["ben", "ada", "ben", "carol", "ada"])
        {
            sessions.Add(await context.NewSessionAsync(user));
            await sessions[^1].SayAsync("cherry", "cherry");
            context.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await context.Store.Require<ISessionDirectory>().SearchAllAsync("cherry", SessionSelection.All);
        foreach (var limit in (int[])[1, 3, 7, 10])
        {
            var found = await index.MatchAsync(new SearchMatching { Selection = SessionSelection.All, Terms = [new SearchTerm(["cherry"], isPrefix: false)], Limit = limit });
            var expected = sessions.AsEnumerable().Reverse().SelectMany(session => (long[])[2, 1], (session, position) => (session.Key, position)).Take(limit);
            Check.Sequence(expected, found.Select(candidate => (candidate.Key, candidate.Position.Value)), $"the newest {limit} messages of all owners");
        }
    }

    private static async Task What_stopped_in_the_middle_is_gone_on_with(StoreCaseContext context)
    {
        var index = Index(context);
        var session = await context.NewSessionAsync();
        var entries = await session.SayManyAsync(10);
        await index.AddAsync([.. entries.Take(4).Select((entry, i) => Addition(session.Key, i, entry, $"message {i + 1}"))]);

        var found = await (await (await context.OpenAnotherAsync()).OpenAsync(session.Key)).SearchAsync("message");

        Check.Equal(10, found.Total, "the number of messages found after half of them were indexed by another");
    }

    private static async Task Many_search_and_write_at_once_and_miss_nothing(StoreCaseContext context)
    {
        const int Writers = 4;
        const int Rounds = 8;
        var key = context.NewKey();
        await context.OpenSessionAsync(key);

        await Crowd.ActAsync(context, Writers, async (i, store) =>
        {
            var session = new SessionUnderTest(store, key, context.Clock);
            for (var round = 1; round <= Rounds; round++)
            {
                await Crowd.SayAsync(context, session, $"cherry {i}", 3);
                var found = (await store.SearchAsync($"\"cherry {i}\"", key.Owner)).Total;
                Check.Equal(round * 3, found, $"the number of messages that writer {i} finds of its own");
            }
        });

        Check.Equal(Writers * Rounds * 3, (await context.Store.SearchAsync("cherry", key.Owner)).Total, "the number of messages found in the end");
    }

    private static async Task An_index_is_built_again(StoreCaseContext context)
    {
        var (session, other) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        await session.SayAsync("quince one", "quince two");
        await other.SayAsync("quince three");
        var before = await FindAsync();

        await (await context.Store.OpenAsync(session.Key)).RebuildSearchAsync();
        Check.Sequence(before, await FindAsync(), "what is found after a session was built again");
        await context.Store.RebuildSearchAsync();
        Check.Sequence(before, await FindAsync(), "what is found after all was built again");
        await Index(context).ForgetAsync(null);
        await EnsureMatches(Index(context), session.Key, "quince");
        Check.Equal(3L, await Index(context).CountLagAsync(SessionSelection.All), "the number of entries behind after all was forgotten");

        async Task<List<string>> FindAsync() => [.. (await context.Store.SearchAsync("quince", session.Key.Owner)).Hits.Select(hit => $"{hit.Key} {hit.Position}")];
    }

    private static async Task Progress_tells_how_far_it_is(StoreCaseContext context)
    {
        _ = Index(context);
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(2_500);
        await session.AddAsync(SessionUnderTest.State("key", 1));
        var told = new Told();

        await context.Store.SearchAsync("message", new SessionOwner("ada"), progress: told);
        await context.Store.SearchAsync("message", new SessionOwner("ada"), progress: told);

        Check.That(told.All.Count > 1, "Expected progress to be told more than once.");
        Check.Equal(new EntryProgress(2_501, 2_501), told.All[^1], "the last progress");
    }

    private static ISearchIndex Index(StoreCaseContext context) =>
        context.Store.Require<ISearchIndex>();

    private static SearchAddition Addition(SessionKey key, long after, Entry entry, string words) =>
        new(key, new Position(after), entry.Position, entry.Chain, [new SearchText(entry.Position, "user", entry.At, System.Text.Encoding.UTF8.GetBytes(words))]);

    private static async Task EnsureMatches(ISearchIndex index, SessionKey key, string word, params long[] positions)
    {
        var matching = new SearchMatching { Selection = SessionSelection.OfSession(key), Terms = [new SearchTerm([word], isPrefix: false)], Limit = 10 };
        Check.Sequence(positions, (await index.MatchAsync(matching)).Select(candidate => candidate.Position.Value), $"the messages that the index has for '{word}'");
    }

    private sealed class Told : IProgress<EntryProgress>
    {
        public List<EntryProgress> All { get; } = [];

        public void Report(EntryProgress value) => All.Add(value);
    }
}
