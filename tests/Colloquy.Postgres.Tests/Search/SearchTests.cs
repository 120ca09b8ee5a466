using System.Text;

namespace Colloquy.Postgres.Tests.Search;

/// <summary>What the index is beside what the kit asks of any: what a tsvector does not hold is found all the same.</summary>
public sealed class SearchTests
{
    [Fact]
    public async Task A_message_of_more_words_than_the_index_holds_is_found_by_each()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        await store.SayAsync(Talk.Key, "short");
        await store.SayAsync(Talk.Key, string.Join(' ', Enumerable.Range(0, 120_000).Select(i => $"word{i}")));
        var session = (await store.FindAsync(Talk.Key))!;

        Assert.Equal([2], await FindAsync(session, "word119999"));
        Assert.Equal([2], await FindAsync(session, "\"word7 word8\""));
        Assert.Equal([2], await FindAsync(session, "word1199*"));
        Assert.Equal([1], await FindAsync(session, "short"));
        Assert.Equal([], await FindAsync(session, "word120000"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\u00e9")]
    [InlineData("\u4e2d")]
    [InlineData("\U0001F600")]
    public async Task Words_that_are_longer_than_the_index_holds_are_told_apart(string letter)
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var entries = await store.SayAsync(Talk.Key, "one", "two");
        string[] words = [string.Concat(Enumerable.Repeat(letter, 600)), string.Concat(Enumerable.Repeat(letter, 600)) + "y"];
        await AddAsync(store, Talk.Key, entries, words);

        Assert.Equal([1], await MatchAsync(store, new SearchTerm([words[0]], isPrefix: false)));
        Assert.Equal([2], await MatchAsync(store, new SearchTerm([words[1]], isPrefix: false)));
        Assert.Equal([2, 1], await MatchAsync(store, new SearchTerm([words[0]], isPrefix: true)));
        for (var length = 100; length < 600; length++)
            Assert.Equal(2, (await store.MatchAsync(Matching(new SearchTerm([string.Concat(Enumerable.Repeat(letter, length))], isPrefix: true)))).Count);
        Assert.Equal([], await MatchAsync(store, new SearchTerm([words[1] + "y"], isPrefix: true)));
    }

    [Fact]
    public async Task Words_are_no_expressions()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        string[] words = ["it's", "back\\slash", "a&b", "a|b", "!a", "(a", "a:*", "'", "\\", "\\'", "x:1A"];
        var entries = await store.SayAsync(Talk.Key, words);
        await AddAsync(store, Talk.Key, entries, words);

        for (var i = 0; i < words.Length; i++)
        {
            Assert.Equal([i + 1L], await MatchAsync(store, new SearchTerm([words[i]], isPrefix: false)));
            Assert.Contains(i + 1L, await MatchAsync(store, new SearchTerm([words[i]], isPrefix: true)));
        }
    }

    [Fact]
    public async Task An_owner_is_not_told_by_the_mark_alone()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var ben = new SessionKey("1", "ben");
        await store.SayAsync(Talk.Key, "cherry");
        await store.SayAsync(ben, "cherry");
        await store.SearchAllAsync("cherry", SessionSelection.All);
        await schema.ExecuteAsync("UPDATE search_texts SET words = (SELECT words FROM search_texts t JOIN sessions s ON s.sid = t.sid WHERE s.\"user\" = 'ada')");

        Assert.Equal(Talk.Key, Assert.Single((await store.SearchAsync("cherry", Talk.Key.Owner)).Hits).Key);
        Assert.Empty((await store.SearchAsync("cherry", ben.Owner)).Hits);
    }

    [Fact]
    public async Task Operators_find_the_newest_among_more_owners_than_one_statement_looks_for()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        SessionKey[] keys = [.. Enumerable.Range(0, 30).Select(i => new SessionKey("1", i % 10 == 9 ? null : $"user{i % 10}", $"app{i / 10}"))];
        // Many words are looked for, so few owners at a time.
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"w{i}"));
        foreach (var key in keys)
            await store.SayAsync(key, text, "other");

        Assert.Equal(30, (await store.SearchAllAsync(text, SessionSelection.All)).Total);
        Assert.Equal(10, (await store.SearchAllAsync(text, SessionSelection.OfApp("app1"))).Total);
        Assert.Equal(3, (await store.SearchAllAsync(text, SessionSelection.OfUser("user4"))).Total);
        Assert.Equal(3, (await store.SearchAllAsync(text, SessionSelection.OfUser(null))).Total);
        Assert.Equal(0, (await store.SearchAllAsync(text, SessionSelection.OfUser("nobody"))).Total);
        var newest = await store.MatchAsync(new SearchMatching { Selection = SessionSelection.All, Terms = [.. text.Split(' ').Select(word => new SearchTerm([word], isPrefix: false))], Limit = 4 });
        Assert.Equal(4, newest.Count);
    }

    [Fact]
    public async Task What_is_pruned_or_deleted_leaves_nothing_in_the_index()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var entries = await store.SayAsync(Talk.Key, "secret", "secret");
        await schema.ExecuteAsync("UPDATE entries SET payload = '', salt = '' WHERE position = 1");
        await AddAsync(store, Talk.Key, entries, ["secret", "secret"]);
        Assert.Equal([2], await MatchAsync(store, new SearchTerm(["secret"], isPrefix: false)));

        await store.DeleteAsync(Talk.Key);

        Assert.Equal(0, await schema.CountAsync("search_texts"));
    }

    [Fact]
    public async Task Those_who_add_at_once_add_each_message_once()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        SessionKey[] keys = [.. Enumerable.Range(0, 12).Select(i => new SessionKey($"{i}", "ada"))];
        foreach (var key in keys)
            await store.SayAsync(key, [.. Enumerable.Repeat("cherry", 20)]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var other = await schema.OpenAsync();
            Assert.Equal(240, (await other.SearchAsync("cherry", new SessionOwner("ada"))).Total);
        })));

        Assert.Equal(240, await schema.CountAsync("search_texts"));
        Assert.Equal(0, await store.CountLagAsync(SessionSelection.All));
    }

    private static async Task AddAsync(PostgresSessionStore store, SessionKey key, IReadOnlyList<Entry> entries, string[] words) => Assert.Equal(1, await store.AddAsync([new SearchAddition(
        key,
        Position.Start,
        entries[^1].Position,
        entries[^1].Chain,
        [.. entries.Select((entry, i) => new SearchText(entry.Position, "user", entry.At, Encoding.UTF8.GetBytes(words[i])))])]));

    private static SearchMatching Matching(SearchTerm term) => new() { Selection = SessionSelection.OfSession(Talk.Key), Terms = [term], Limit = 100 };

    private static async Task<IEnumerable<long>> MatchAsync(PostgresSessionStore store, SearchTerm term) => (await store.MatchAsync(Matching(term))).Select(candidate => candidate.Position.Value);

    private static async Task<IEnumerable<int>> FindAsync(Session session, string text) => (await session.SearchAsync(text)).Hits.Select(hit => (int)hit.Position.Value);
}
