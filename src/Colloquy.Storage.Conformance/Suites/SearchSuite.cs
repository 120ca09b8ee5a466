using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Messages are found, through an index or by reading them: what is found, whose, and where.</summary>
public sealed class SearchSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Words_are_found_whatever_their_case_and_accents),
        Case(A_message_holds_all_words_and_a_phrase_in_order),
        Case(A_word_with_a_star_is_a_beginning),
        Case(Writing_without_spaces_is_found_by_any_stretch_of_it),
        Case(Korean_words_are_found_without_their_particles),
        Case(Emoji_are_words_also_alone),
        Case(What_is_typed_is_text_and_never_an_error),
        Case(What_was_undone_is_found_on_any_line_only),
        Case(Each_branch_has_its_own_messages),
        Case(Only_the_owners_sessions_are_searched),
        Case(A_directory_searches_all_owners, StoreTraits.Directory),
        Case(Role_and_time_narrow_a_search),
        Case(A_deleted_session_is_found_no_more_and_its_successor_is_searched_alone),
        Case(What_was_searched_before_goes_on_to_be_found_as_the_session_grows),
        Case(Pages_of_hits_fit_together),
        Case(Of_very_many_matches_the_newest_are_ranked),
        Case(A_hit_says_where_it_is),
        Case(A_search_agrees_with_reading_every_message_after_random_steps),
    ];

    private static readonly string[] Typed =
    [
        "\"", "\"\"", "\"invoice", "invoice\"", "%", "_", "*", "**", "-", "--", ":", "col:", "col:*", "NEAR(", "NEAR(a b, 3)", "AND", "OR", "NOT", "a AND", "NOT invoice", "^", "^invoice", "{", "{text}:", "text:", "(", ")", "()", "+", "'", "''", ";",
        "\\", "\0", "invoice\0", "\U0001F600", "\uD800", "\uDC00x", "🧾*", " ", "\r\n\t", "'; DROP TABLE sessions; --", "1xinvoice", new string('"', 1_001), new string('x', 100_000), new string('請', 100_000), string.Join(' ', Enumerable.Range(0, 20_000)),
    ];

    private static async Task Words_are_found_whatever_their_case_and_accents(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("The Café in ZÜRICH", "Straße und Ελλάδα", "ΟΔΟΣ ЁЛКА", "cafeteria");

        await EnsureFound(session, "cafe", 1);
        await EnsureFound(session, "CAFÉ zurich", 1);
        await EnsureFound(session, "cafe\u0301", 1);
        await EnsureFound(session, "strasse", 2);
        await EnsureFound(session, "ελλαδα", 2);
        await EnsureFound(session, "οδος елка", 3);
        await EnsureFound(session, "caf");
    }

    private static async Task A_message_holds_all_words_and_a_phrase_in_order(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("the invoice number is 12", "the number of the invoice", "an e-mail about user@example.com");

        await EnsureFound(session, "number invoice", 1, 2);
        await EnsureFound(session, "\"invoice number\"", 1);
        await EnsureFound(session, "\"of the invoice\" number", 2);
        await EnsureFound(session, "\"number invoice\"");
        await EnsureFound(session, "invoice missing");
        await EnsureFound(session, "user@example.com", 3);
        await EnsureFound(session, "example@user.com");
        await EnsureFound(session, "mail", 3);
    }

    private static async Task A_word_with_a_star_is_a_beginning(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("invoice", "invoices", "voice", "in voice");

        await EnsureFound(session, "invo*", 1, 2);
        await EnsureFound(session, "invoice*", 1, 2);
        await EnsureFound(session, "invoice", 1);
        await EnsureFound(session, "in vo*", 4);
        await EnsureFound(session, "*voice", 3, 4);
        await EnsureFound(session, "\"invo*\"");
    }

    private static async Task Writing_without_spaces_is_found_by_any_stretch_of_it(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("請求書の番号が間違っています", "ใบแจ้งหนี้ของฉันผิด", "我的发票有错误", "がぎぐ", "A大学B");

        await EnsureFound(session, "番号", 1);
        await EnsureFound(session, "求書の番", 1);
        await EnsureFound(session, "書", 1);
        await EnsureFound(session, "す", 1);
        await EnsureFound(session, "番間");
        await EnsureFound(session, "หนี้", 2);
        await EnsureFound(session, "发票", 3);
        await EnsureFound(session, "か\u3099き\u3099", 4);
        await EnsureFound(session, "a大", 5);
        await EnsureFound(session, "大学b", 5);
    }

    private static async Task Korean_words_are_found_without_their_particles(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("서울에서 부산까지 기차로", "서울은 수도입니다", "학교에 갑니다", "물을 주세요", "\u1109\u1165\u110B\u116E\u11AF\u110B\u1166", "LG전자는 3월에", "ㅋㅋㅋ 네");

        await EnsureFound(session, "서울", 1, 2, 5);
        await EnsureFound(session, "부산", 1);
        await EnsureFound(session, "학교", 3);
        await EnsureFound(session, "물", 4);
        await EnsureFound(session, "서울에서", 1);
        await EnsureFound(session, "\u1109\u1165\u110B\u116E\u11AF", 1, 2, 5);
        await EnsureFound(session, "LG전자 3월", 6);
        await EnsureFound(session, "ㅋㅋ", 7);
        await EnsureFound(session, "서부");
    }

    private static async Task Emoji_are_words_also_alone(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("👍", "thanks 👍🏽!", "👩‍💻 writes", "❤️ and ☎", "🇩🇪🇫🇷", "🏴󠁧󠁢󠁷󠁬󠁳󠁿 Wales", "no picture ™ → ■", "well done👍👍");

        await EnsureFound(session, "👍", 1, 2, 8);
        await EnsureFound(session, "👍🏿", 1, 2, 8);
        await EnsureFound(session, "thanks 👍", 2);
        await EnsureFound(session, "done👍", 8);
        await EnsureFound(session, "💻", 3);
        await EnsureFound(session, "👩‍💻", 3);
        await EnsureFound(session, "❤", 4);
        await EnsureFound(session, "❤️", 4);
        await EnsureFound(session, "☎️", 4);
        await EnsureFound(session, "🇫🇷", 5);
        await EnsureFound(session, "🇪🇫");
        await EnsureFound(session, "🏴󠁧󠁢󠁷󠁬󠁳󠁿", 6);
        await EnsureFound(session, "™");
        await EnsureFound(session, "👎");
    }

    private static async Task What_is_typed_is_text_and_never_an_error(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("a plain message", "the invoice");

        foreach (var typed in Typed)
        {
            var found = (await (await OpenAsync(session)).SearchAsync(typed)).Hits;
            Check.That(found.All(hit => hit.Position == new Position(2)) && found.Count <= 1, $"Expected {typed[..Math.Min(typed.Length, 40)]} not to find what is not in it, but it finds {found.Count} messages.");
        }

        await EnsureFound(session, "\"invoice", 2);
        await EnsureFound(session, "-invoice:", 2);
        await EnsureFound(session, "");
    }

    private static async Task What_was_undone_is_found_on_any_line_only(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("apple one", "apple two", "apple three");
        await EnsureFound(session, "apple", 1, 2, 3);
        await session.MoveHeadAsync(new Position(1));
        await EnsureFound(session, "apple", 1);
        await session.SayAsync("apple four");

        await EnsureFound(session, "apple", 1, 5);
        await EnsureFound(session, new SearchQuery("apple") { Lines = SearchLines.Any }, 1, 2, 3, 5);
        await session.MoveHeadAsync(Position.Start);
        await EnsureFound(session, "apple");
    }

    private static async Task Each_branch_has_its_own_messages(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("plum one", "plum two");
        await session.ForkAsync("side", new Position(1));
        await session.SayAsync("plum three");

        await EnsureFound(session, "plum", 1, 4);
        await EnsureOwned(context, "plum", [(session.Key, 1), (session.Key, 4)]);
        await session.SwitchAsync(BranchHead.Main);
        await EnsureFound(session, "plum", 1, 2);
        await EnsureOwned(context, "plum", [(session.Key, 1), (session.Key, 2)]);
    }

    private static async Task Only_the_owners_sessions_are_searched(StoreCaseContext context)
    {
        SessionKey[] keys = [new("1", "ada"), new("2", "ada"), new("1", "ben"), new("1"), new("1", "ada", "other"), new("1", "ali")];
        foreach (var key in keys)
            await (await context.OpenSessionAsync(key)).SayAsync($"pear {key.User}");

        await EnsureOwned(context, "pear", [(keys[0], 1), (keys[1], 1)]);
        await EnsureOwned(context, "ada", [(keys[0], 1), (keys[1], 1)]);
        await EnsureOwned(context, "ben", []);
        await EnsureOwned(context, "pe*", [(keys[2], 1)], "ben");
        await EnsureOwned(context, "pear", [(keys[3], 1)], null);
        await EnsureOwned(context, "pear", [], "nobody");
        await EnsureOwned(context, "pear", [], "al%");
    }

    private static async Task A_directory_searches_all_owners(StoreCaseContext context)
    {
        SessionKey[] keys = [new("1", "ada"), new("1", "ben"), new("1"), new("1", "ada", "other")];
        foreach (var key in keys)
            await (await context.OpenSessionAsync(key)).SayAsync("fig", "date");

        var directory = context.Store.Require<ISessionDirectory>();
        Check.Sequence(Order(keys), Order((await directory.SearchAllAsync("fig", SessionSelection.All)).Hits.Select(hit => hit.Key)), "the sessions that an operator finds");
        Check.Sequence(Order([keys[3]]), Order((await directory.SearchAllAsync("fig", SessionSelection.OfApp("other"))).Hits.Select(hit => hit.Key)), "the sessions that an operator finds in one app");
        Check.Sequence(Order([keys[0], keys[3]]), Order((await directory.SearchAllAsync("fig", SessionSelection.OfUser("ada"))).Hits.Select(hit => hit.Key)), "the sessions that an operator finds of one user");
        Check.Sequence(Order([keys[2]]), Order((await directory.SearchAllAsync("fig", SessionSelection.OfUser(null))).Hits.Select(hit => hit.Key)), "the sessions that an operator finds of nobody");
    }

    private static async Task Role_and_time_narrow_a_search(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.AddAsync(Message(ChatRole.User, "lime"), Message(ChatRole.Assistant, "lime"), Message(ChatRole.System, "lime"));
        context.Clock.Advance(TimeSpan.FromHours(1));
        var since = context.Clock.GetUtcNow();
        await session.AddAsync(
            new MessageBody(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "a lime")])),
            new MessageBody(new ChatMessage(ChatRole.Assistant, "half a lime")) { Partial = true },
            new StateBody("lime") { Value = System.Text.Json.JsonElement.Parse("\"lime\"") });

        await EnsureFound(session, "lime", 1, 2, 3, 4);
        await EnsureFound(session, new SearchQuery("lime") { Role = ChatRole.Assistant }, 2);
        await EnsureFound(session, new SearchQuery("lime") { Role = ChatRole.Tool }, 4);
        await EnsureFound(session, new SearchQuery("lime") { Since = since }, 4);
        await EnsureFound(session, new SearchQuery("lime") { Since = since.AddMilliseconds(1) });
    }

    private static async Task A_deleted_session_is_found_no_more_and_its_successor_is_searched_alone(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("kiwi one", "kiwi two", "kiwi three");
        await EnsureFound(session, "kiwi", 1, 2, 3);
        await session.Store.DeleteAsync(session.Key);
        await EnsureOwned(context, "kiwi", []);

        await session.Store.CreateAsync(session.Key);
        await EnsureFound(session, "kiwi");
        await session.SayAsync("a melon", "kiwi again");
        await EnsureFound(session, "kiwi", 2);
        await EnsureOwned(context, "kiwi", [(session.Key, 2)]);
    }

    private static async Task What_was_searched_before_goes_on_to_be_found_as_the_session_grows(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        for (var i = 1; i <= 5; i++)
        {
            await session.SayAsync($"grape {i}");
            await EnsureFound(session, "grape", [.. Enumerable.Range(1, i)]);
        }

        Check.Equal(new Position(5), (await (await OpenAsync(session)).SearchAsync("grape")).UpTo, "the position up to which a session was searched");
    }

    private static async Task Pages_of_hits_fit_together(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("mango", "mango mango and much else besides", "mango mango", "mango", "mango is here among many other words that make it long");

        var handle = await OpenAsync(session);
        var whole = await handle.SearchAsync("mango");
        var pages = new List<SearchHit>();
        for (var i = 0; i < 6; i += 2)
            pages.AddRange((await handle.SearchAsync(new SearchQuery("mango") { Limit = 2, Offset = i })).Hits);

        Check.Equal((5, false), (whole.Total, whole.MoreMatch), "the number of hits");
        Check.Sequence(new long[] { 3, 4, 1, 2, 5 }, whole.Hits.Select(hit => hit.Position.Value), "hits from the best to the worst, with equal scores the newest first");
        Check.Sequence(whole.Hits.Select(hit => (hit.Position, hit.Score)), pages.Select(hit => (hit.Position, hit.Score)), "hits page by page");
    }

    private static async Task Of_very_many_matches_the_newest_are_ranked(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("banana banana");
        await session.SayAsync([.. Enumerable.Repeat("banana", 2_000)]);

        var page = await (await OpenAsync(session)).SearchAsync("banana");

        Check.Equal((2_000, true, 20), (page.Total, page.MoreMatch, page.Hits.Count), "the number of ranked messages of 2,001, whether more match, and the hits of a page");
        Check.Equal(new Position(2_001), page.Hits[0].Position, "the newest of 2,000 messages that match alike");
        Check.That((await context.Store.SearchAsync("banana", session.Key.Owner)).MoreMatch, "Expected to hear that more messages of the owner match than were ranked.");
    }

    private static async Task A_hit_says_where_it_is(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var writer = await session.WriterAsync();
        var turn = writer.Append(new TurnStartBody { Number = 1 });
        var entry = writer.Append(new MessageBody(new ChatMessage(ChatRole.Assistant, "The\nLÉMON is in the lemonade\0!")), turn.Position, "waiter");
        await session.CommitAsync(writer.TakeCommit(CommitId.New(context.Clock)));

        var hit = Check.Single((await (await OpenAsync(session)).SearchAsync("lemon")).Hits, "the hits");

        Check.Equal((session.Key, entry.Position, turn.Position, ChatRole.Assistant, "waiter", entry.At), (hit.Key, hit.Position, hit.TurnStart, hit.Role, hit.Author, hit.At), "the hit");
        Check.Equal("The [LÉMON] is in the lemonade !", hit.Mark("[", "]"), "the snippet");
    }

    private static async Task A_search_agrees_with_reading_every_message_after_random_steps(StoreCaseContext context)
    {
        foreach (var seed in context.Seeds(3))
            await new RandomSearches(context, new Random(seed), seed).RunAsync();
    }

    private static MessageBody Message(ChatRole role, string text) => new MessageBody(new ChatMessage(role, text));

    private static async Task<Session> OpenAsync(SessionUnderTest session) => await session.Store.OpenAsync(session.Key);

    private static async Task EnsureFound(SessionUnderTest session, SearchQuery query, params int[] positions)
    {
        var page = await (await OpenAsync(session)).SearchAsync(query);
        Check.Sequence(positions.Select(position => (long)position), page.Hits.Select(hit => hit.Position.Value).Order(), $"the messages that are found with '{query.Text}'");
        Check.Equal(positions.Length, page.Total, $"the number of messages that are found with '{query.Text}'");
    }

    private static async Task EnsureOwned(StoreCaseContext context, string text, (SessionKey Key, int Position)[] expected, string? user = "ada")
    {
        var page = await context.Store.SearchAsync(text, new SessionOwner(user));
        Check.Sequence(expected.OrderBy(hit => (hit.Key.Id, hit.Position)).Select(hit => (hit.Key, (long)hit.Position)), page.Hits.OrderBy(hit => (hit.Key.Id, hit.Position.Value)).Select(hit => (hit.Key, hit.Position.Value)), $"what '{user}' finds with '{text}'");
    }

    private static IEnumerable<string> Order(IEnumerable<SessionKey> keys) => keys.Select(key => key.ToString()).Order(StringComparer.Ordinal);
}
