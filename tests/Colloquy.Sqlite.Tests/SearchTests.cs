using Colloquy.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>What the index in the file is beside what the kit asks of any.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_session_is_listed_as_behind_once_until_it_is_searched()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var session = await store.OpenAsync(Talk.Key);
        Assert.Equal(0, Count("search_behind"));

        await store.SayAsync(Talk.Key, "one");
        await store.SayAsync(Talk.Key, "two");
        Assert.Equal(1, Count("search_behind"));

        await session.SearchAsync("one");
        Assert.Equal(0, Count("search_behind"));
        Assert.Equal(2, Count("search_texts"));
    }

    [Fact]
    public async Task What_the_index_lacks_is_read_when_there_is_no_space_for_it()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { MaxPages = 60 });
        var written = 0;
        var full = await StoreAssert.FailsAsync(StoreFailure.Full, async () =>
        {
            for (; ; written++)
                await store.SayAsync(Talk.Key, $"word{written} {new string('x', 3_000)} needle");
        });

        await CheckFoundAsync(store, written);

        Assert.Equal(_folder.File(), full.Location);
        await using var roomy = await SqliteSessionStore.OpenAsync(_folder.File());
        await CheckFoundAsync(roomy, written);
        Assert.Equal(written, Count("search_texts"));
        await CheckFoundAsync(store, written);
    }

    [Fact]
    public async Task What_the_index_lacks_is_read_while_another_keeps_the_file_locked()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { BusyTimeout = TimeSpan.Zero });
        await store.SayAsync(Talk.Key, "the needle");
        using (var other = Connection.Open(_folder.File(), create: false))
        {
            other.BeginWrite();
            await CheckFoundAsync(store, 1);
            other.TryRollback();
        }

        await CheckFoundAsync(store, 1);
        Assert.Equal(1, Count("search_texts"));
    }

    private static async Task CheckFoundAsync(SqliteSessionStore store, int count)
    {
        var session = (await store.FindAsync(Talk.Key))!;
        foreach (var page in new[] { await session.SearchAsync("needle"), await store.SearchAsync("needle", Talk.Key.Owner), await store.SearchAllAsync("needle", SessionSelection.All) })
            Assert.Equal(count, page.Total);
    }

    [Fact]
    public async Task A_deleted_session_leaves_nothing_in_the_index()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var other = new SessionKey("ticket-2", "ben");
        await store.SayAsync(Talk.Key, "my secret", "my other secret");
        await store.SayAsync(other, "my secret");
        await store.SearchAllAsync("secret", SessionSelection.All);
        await store.SayAsync(Talk.Key, "one more");

        await store.DeleteAsync(Talk.Key);

        Assert.Equal((1, 1, 0), (Count("search_texts"), Count("owners"), Count("search_behind")));
        Assert.Equal(0, CountWords("1xsecret"));
        Assert.Equal(other, Assert.Single((await store.SearchAllAsync("secret", SessionSelection.All)).Hits).Key);
    }

    [Theory]
    [InlineData("DELETE FROM search_words_data WHERE id > 10")]
    [InlineData("DELETE FROM search_words_idx")]
    [InlineData("UPDATE search_words_data SET block = zeroblob(length(block))")]
    public async Task A_damaged_index_is_built_again(string damage)
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            await store.SayAsync(Talk.Key, [.. Enumerable.Range(1, 300).Select(number => $"message {number} {new string('y', number)}")]);
            await store.SearchAsync("message", new SessionOwner("ada"));
        }

        Execute(damage);
        await using var damaged = await SqliteSessionStore.OpenAsync(_folder.File());
        await damaged.RebuildSearchAsync();

        Assert.Equal(300, (await damaged.SearchAsync("message", new SessionOwner("ada"))).Total);
        Assert.Equal(1, (await damaged.SearchAsync("message 299", new SessionOwner("ada"))).Total);
    }

    [Fact]
    public async Task An_index_that_cannot_be_read_is_loud()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            await store.SayAsync(Talk.Key, "message");
            await store.SearchAsync("message", new SessionOwner("ada"));
        }

        Execute("DELETE FROM search_words_data WHERE id > 10");
        await using var damaged = await SqliteSessionStore.OpenAsync(_folder.File());

        var error = await StoreAssert.FailsAsync(StoreFailure.Corrupt, () => damaged.SearchAsync("message", new SessionOwner("ada")));
        Assert.Contains("RebuildSearchAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_passed_over_and_every_search_says_so()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one", "two", "three");
        await store.SayAsync(new SessionKey("other", "ada"), "one more");
        await store.SayAsync(new SessionKey("third", "ben"), "one of ben's");
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id = (1 << 31) + 2");
        var logger = new ListLogger();
        var progress = new List<EntryProgress>();

        var first = await store.SearchAsync("one", new SessionOwner("ada"), logger: logger);
        var again = await store.SearchAsync("one", new SessionOwner("ada"));
        var bens = await store.SearchAsync("one", new SessionOwner("ben"));
        await store.RebuildSearchAsync(new Told(progress.Add), logger);
        var all = await store.SearchAllAsync("one", SessionSelection.All);

        Assert.Equal(["ticket-1", "other"], first.Hits.Select(hit => hit.Key.Id).OrderDescending());
        foreach (var page in new[] { first, again, all })
            Assert.Equal((Talk.Key, new Position(2)), (Assert.Single(page.Unreadable).Key, page.Unreadable[0].Position));
        Assert.Empty(bens.Unreadable);
        Assert.Equal(1, progress[^1].Unreadable);
        Assert.All(logger.Lines, line => Assert.Contains("position 2 of session 'ticket-1' of user 'ada'", line, StringComparison.Ordinal));
        Assert.NotEmpty(logger.Lines);
        Assert.Empty((await store.SearchAsync("unreadable", new SessionOwner("ada"))).Hits);
    }

    [Fact]
    public async Task A_session_whose_chain_is_not_that_of_its_last_entry_neither_keeps_a_search_forever_nor_takes_it_down()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        await store.SayAsync(new SessionKey("other", "ada"), "one more");
        Execute("INSERT INTO entries SELECT id + 1, parent + 1, segment, turn, 'state', subject, author, at, proof, payload FROM entries WHERE id >> 31 = 1; UPDATE sessions SET tip = 2, head = 2, chain = zeroblob(32) WHERE id = 1");

        var found = await store.SearchAsync("one", new SessionOwner("ada"));

        Assert.Equal("other", Assert.Single(found.Hits).Key.Id);
        Assert.Equal((Talk.Key, new Position(2)), (Assert.Single(found.Unreadable).Key, found.Unreadable[0].Position));
    }

    [Theory]
    [InlineData("x'00'")]
    [InlineData("'text'")]
    public async Task A_session_whose_chain_is_no_hash_takes_no_search_down(string chain)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        await store.SayAsync(new SessionKey("other", "ada"), "one more");
        Execute($"UPDATE sessions SET chain = {chain} WHERE id = 1");

        foreach (var found in new[] { await store.SearchAsync("one", new SessionOwner("ada")), await store.SearchAllAsync("one", SessionSelection.All) })
        {
            Assert.Equal(["other", "ticket-1"], found.Hits.Select(hit => hit.Key.Id).Order());
            Assert.Empty(found.Unreadable);
        }
    }

    [Fact]
    public async Task A_handle_on_a_branch_searches_that_branch()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var session = await store.OpenAsync(Talk.Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "a red apple"));
        var side = await session.Branches.ForkAsync("side");
        await side.AddAsync(new ChatMessage(ChatRole.User, "a green apple"));
        await session.Branches.SwitchToAsync(BranchHead.Main);
        await session.AddAsync(new ChatMessage(ChatRole.User, "a yellow apple"));

        Assert.Equal(["a yellow [apple]", "a red [apple]"], await FindAsync(await session.Branches.OpenAsync(BranchHead.Main), "apple"));
        Assert.Equal(["a green [apple]", "a red [apple]"], await FindAsync(await session.Branches.OpenAsync("side"), "apple"));
        Assert.Equal(3, (await session.SearchAsync(new SearchQuery("apple") { Lines = SearchLines.Any })).Total);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<string>> FindAsync(Session session, string text) =>
        [.. (await session.SearchAsync(text)).Hits.OrderByDescending(hit => hit.Position).Select(hit => hit.Mark("[", "]"))];

    private long Count(string table) => Read($"SELECT count(*) FROM {table}");

    private long CountWords(string word) => Read($"SELECT count(*) FROM search_words WHERE search_words MATCH '\"{word}\"'");

    private long Read(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        return connection.ReadNumber(sql);
    }

    private void Execute(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        connection.Execute(sql);
    }

    private sealed class Told(Action<EntryProgress> told) : IProgress<EntryProgress>
    {
        public void Report(EntryProgress value) => told(value);
    }
}
