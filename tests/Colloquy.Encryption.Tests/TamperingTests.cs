using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Encryption.Tests;

/// <summary>Somebody changes the rows of a file: what does not belong to its place is refused by name, and everything else is read.</summary>
public sealed class TamperingTests : IDisposable
{
    private static readonly SessionKey Key = new("one", "ada");

    private readonly SqliteFile _file = new();
    private readonly KeyRing _ring = Rings.New("k1");

    /// <summary>Changes of entry 2 of session 1, the first message. Session 2 belongs to the same owner, session 3 to another.</summary>
    public static TheoryData<string> Changes =>
    [
        "UPDATE entries SET payload = flip(payload, 0) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = flip(payload, 4) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = flip(payload, 5) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = flip(payload, 17) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = flip(payload, 40) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = flip(payload, -17) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = flip(payload, -1) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = substr(payload, 1, length(payload) - 1) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = substr(payload, 2) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = substr(payload, 1, 50) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = substr(payload, 1, 33) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = substr(payload, 1, 1) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = CAST(payload || x'00' AS BLOB) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = x'' WHERE id = (1 << 31) + 2",
        "UPDATE entries SET payload = CAST('{\"message\":{\"role\":\"user\",\"contents\":[{\"$type\":\"text\",\"text\":\"I owe you a lot\"}]}}' AS BLOB) WHERE id = (1 << 31) + 2",
        From("payload", 1, 1),
        From("payload", 1, 3),
        From("payload", 2, 2),
        From("payload", 3, 2),
        From("payload, proof", 1, 1),
        From("payload, proof", 2, 2),
        From("payload, proof", 3, 2),
        From("payload, proof, parent, segment, turn, kind, subject, author, at", 2, 2),
        From("payload, proof, parent, segment, turn, kind, subject, author, at", 3, 2),
        "UPDATE entries SET subject = 'assistant' WHERE id = (1 << 31) + 2",
        "UPDATE entries SET subject = NULL WHERE id = (1 << 31) + 2",
        "UPDATE entries SET author = 'mallory' WHERE id = (1 << 31) + 2",
        "UPDATE entries SET kind = 'summary' WHERE id = (1 << 31) + 2",
        "UPDATE entries SET at = at + 1 WHERE id = (1 << 31) + 2",
        "UPDATE entries SET turn = 0 WHERE id = (1 << 31) + 2",
        "UPDATE entries SET proof = flip(proof, 0) WHERE id = (1 << 31) + 2",
        "UPDATE entries SET proof = flip(proof, 32) WHERE id = (1 << 31) + 2",
    ];

    public void Dispose()
    {
        _file.Dispose();
        _ring.Dispose();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task An_entry_that_was_changed_or_put_in_place_of_another_is_refused_by_name(string change)
    {
        await FillAsync();
        _file.Execute(change);
        await using var store = await _file.OpenAsync(_ring);

        foreach (var read in (LogRead[])[LogRead.All(), LogRead.Back(new(3)), LogRead.Forth(new(3))])
        {
            var refused = await Assert.ThrowsAsync<CorruptDataException>(async () => await store.ReadAsync(Key, read));
            Assert.Equal((Key, new Position(2)), (refused.Key, refused.Position));
        }

        var session = (await store.FindAsync(Key))!;
        Assert.Equal([new Position(2)], await session.ReadEventsAsync().Where(found => found.Unreadable is not null).Select(found => found.Position).ToListAsync());
        var texts = (await session.GetItemsAsync()).Where(item => item.Unreadable is null).Select(item => item.Text);
        Assert.Equal(["I owe you 2", "I owe you 3"], texts);
        await session.AddAsync(new ChatMessage(ChatRole.User, "I owe you 4"));
        Assert.Equal("I owe you 4", (await session.GetItemsAsync(1))[0].Text);
        Assert.Equal(3, (await (await store.FindAsync(new("two", "ada")))!.GetItemsAsync()).Count(item => item.Unreadable is null));
    }

    [Fact]
    public async Task Entries_of_a_session_that_was_deleted_are_no_entries_of_its_successor()
    {
        await FillAsync();
        _file.Execute("CREATE TABLE before AS SELECT * FROM entries WHERE id >> 31 = 1");
        await using (var store = await _file.OpenAsync(_ring))
        {
            await store.DeleteAsync(Key);
            await SayAsync(store, Key);
        }

        _file.Execute("UPDATE entries SET (payload, proof, at) = (SELECT payload, proof, at FROM before WHERE id = (1 << 31) + 2) WHERE id = (4 << 31) + 2");
        await using var reopened = await _file.OpenAsync(_ring);

        var refused = await Assert.ThrowsAsync<CorruptDataException>(async () => await reopened.ReadAsync(Key, LogRead.All()));

        Assert.Equal((Key, new Position(2)), (refused.Key, refused.Position));
        Assert.Contains("it comes from another session", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE sessions SET title = (SELECT title FROM sessions WHERE id = 2) WHERE id = 1", "The title of session")]
    [InlineData("UPDATE sessions SET title = substr(title, 1, 20) WHERE id = 1", "The title of session")]
    [InlineData("UPDATE sessions SET title = 'Paid' WHERE id = 1", "The title of session")]
    [InlineData("UPDATE sessions SET metadata = json_set(metadata, '$.a', json_extract(metadata, '$.b')) WHERE id = 1", "The metadata 'a' of session")]
    [InlineData("UPDATE sessions SET metadata = json_set(metadata, '$.a', 'plain') WHERE id = 1", "The metadata 'a' of session")]
    [InlineData("UPDATE sessions SET metadata = json_set(metadata, '$.b', (SELECT title FROM sessions WHERE id = 1)) WHERE id = 1", "The metadata 'b' of session")]
    [InlineData("UPDATE sessions SET metadata = json_set(metadata, '$.\"colloquy.keys\"', (SELECT json_extract(metadata, '$.\"colloquy.keys\"') FROM sessions WHERE id = 2)) WHERE id = 1", "belongs to another session")]
    [InlineData("UPDATE sessions SET metadata = json_set(metadata, '$.\"colloquy.keys\"', '1;1;AAAA') WHERE id = 1", "The key of session")]
    [InlineData("UPDATE sessions SET metadata = json_set(metadata, '$.\"colloquy.keys\"', 'no') WHERE id = 1", "The key of session")]
    [InlineData("UPDATE sessions SET metadata = json_remove(metadata, '$.\"colloquy.keys\"') WHERE id = 1", "is not encrypted, or its key was removed")]
    public async Task A_title_metadata_or_key_that_was_changed_is_refused_and_keeps_no_other_session_from_a_listing(string change, string problem)
    {
        await FillAsync();
        _file.Execute(change);
        await using var store = await _file.OpenAsync(_ring);

        var page = await store.ListAsync(new SessionOwner("ada"), new SessionQuery());
        var refused = await Assert.ThrowsAnyAsync<ColloquyException>(async () => await store.GetAsync(Key));

        Assert.Equal("two", Assert.Single(page.Sessions).Key.Id);
        Assert.Equal(Key, Assert.Single(page.Unreadable).Key);
        Assert.Contains(problem, page.Unreadable[0].Problem, StringComparison.Ordinal);
        Assert.Equal(page.Unreadable[0].Problem, refused.Message);
    }

    [Theory]
    [InlineData("UPDATE blobs SET bytes = flip(bytes, 100) WHERE session = 1")]
    [InlineData("UPDATE blobs SET bytes = substr(bytes, 1, 1000) WHERE session = 1")]
    [InlineData("UPDATE blobs SET bytes = (SELECT bytes FROM blobs WHERE session = 2) WHERE session = 1")]
    [InlineData("UPDATE blobs SET bytes = zeroblob(0) WHERE session = 1")]
    public async Task Content_that_was_changed_takes_its_message_not_down(string change)
    {
        await FillAsync();
        await using (var store = await _file.OpenAsync(_ring))
        {
            foreach (var id in (string[])["one", "two"])
                await (await store.OpenAsync(new SessionKey(id, "ada"))).AddAsync(new ChatMessage(ChatRole.User, [new TextContent("Look."), new DataContent(new byte[100_000], "image/png")]));
        }

        _file.Execute(change);
        await using var reopened = await _file.OpenAsync(_ring);

        var item = (await (await reopened.OpenAsync(Key)).GetItemsAsync(1))[0];
        Assert.Equal(("Look.", true), (item.Text, item.Unreadable is not null));
        Assert.Null((await (await reopened.OpenAsync(new SessionKey("two", "ada"))).GetItemsAsync(1))[0].Unreadable);
    }

    [Theory]
    [InlineData("UPDATE state SET value = flip(value, 30) WHERE key = 'a'")]
    [InlineData("UPDATE state SET value = (SELECT value FROM state WHERE key = 'b') WHERE key = 'a'")]
    [InlineData("UPDATE state SET value = CAST('1' AS BLOB) WHERE key = 'a'")]
    [InlineData("UPDATE state SET version = 7 WHERE key = 'a'")]
    public async Task A_value_of_state_that_was_changed_is_marked_and_the_others_are_read(string change)
    {
        var owner = new SessionOwner("ada");
        await using (var store = await _file.OpenAsync(_ring))
        {
            var session = await store.OpenAsync(Key);
            await session.State.SetAsync("a", 1, Scope.User);
            await session.State.SetAsync("b", 2, Scope.User);
        }

        _file.Execute(change);
        await using var reopened = await _file.OpenAsync(_ring);
        var state = (await reopened.OpenAsync(Key)).State;

        var refused = await Assert.ThrowsAsync<CorruptDataException>(() => state.GetAsync<int>("a", Scope.User));
        Assert.Equal((owner, "a"), (refused.Owner, refused.StateKey));
        Assert.Equal(2, await state.GetAsync<int>("b", Scope.User));
        Assert.Equal([true, false], (await state.ListAsync(Scope.User)).Select(entry => entry.Unreadable is not null));
        await state.SetAsync("a", 3, Scope.User);
        Assert.Equal(3, await state.GetAsync<int>("a", Scope.User));
    }

    [Theory]
    [InlineData("UPDATE memories SET text = (SELECT text FROM memories WHERE id = 2) WHERE id = 1")]
    [InlineData("UPDATE memories SET text = substr(text, 1, 40) WHERE id = 1")]
    [InlineData("UPDATE memories SET text = 'He owes a lot' WHERE id = 1")]
    [InlineData("UPDATE memories SET updated = updated + 1 WHERE id = 1")]
    [InlineData("UPDATE memories SET metadata = json_set(metadata, '$.m', (SELECT json_extract(metadata, '$.m') FROM memories WHERE id = 2)) WHERE id = 1")]
    public async Task A_memory_that_was_changed_is_marked_and_the_others_are_read(string change)
    {
        await using (var store = await _file.OpenAsync(_ring))
        {
            var memory = store.GetMemory(new SessionOwner("ada"));
            foreach (var text in (string[])["He owes nothing", "He likes tea"])
                await memory.AddAsync(text, metadata: new Dictionary<string, string> { ["m"] = text });
        }

        _file.Execute(change);
        await using var reopened = await _file.OpenAsync(_ring);

        var found = await reopened.GetMemory(new SessionOwner("ada")).ListAsync().ToListAsync();

        Assert.Equal([false, true], found.Select(item => item.Unreadable is not null));
        Assert.Equal("He likes tea", found[0].Text);
    }

    private static string From(string columns, int session, int position) =>
        $"UPDATE entries SET ({columns}) = (SELECT {columns} FROM entries WHERE id = ({session} << 31) + {position}) WHERE id = (1 << 31) + 2";

    private static async Task SayAsync(EncryptedSessionStore store, SessionKey key)
    {
        var session = await store.OpenAsync(key);
        await session.AddAsync([new(ChatRole.User, "I owe you 1"), new(ChatRole.User, "I owe you 2"), new(ChatRole.User, "I owe you 3")]);
        await session.SetTitleAsync($"Title of {key.Id}");
        await session.SetMetadataAsync("a", "1");
        await session.SetMetadataAsync("b", "2");
    }

    private async Task FillAsync()
    {
        await using var store = await _file.OpenAsync(_ring);
        foreach (var key in (SessionKey[])[Key, new("two", "ada"), new("one", "ben")])
            await SayAsync(store, key);
    }
}
