using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Indexes that an earlier version wrote lack words that this one looks for: they are made anew.</summary>
public sealed class WordsMigrationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task An_index_and_memories_of_an_earlier_version_are_made_anew()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            var session = await store.OpenAsync(Talk.Key);
            await session.AddAsync(new ChatMessage(ChatRole.User, "서울에서 👍"));
            await session.SearchAsync("x");
            var memory = store.GetMemory(new SessionOwner());
            await memory.AddAsync("서울에서 👍 tea");
            await memory.StoreAsync("plain", "green tea");
            await memory.StoreAsync("only", "👍");
        }

        MakeOld();

        await using var opened = await SqliteSessionStore.OpenAsync(_folder.File());
        var memories = opened.GetMemory(new SessionOwner());
        Assert.Equal(1, (await opened.SearchAllAsync("서울", SessionSelection.All)).Total);
        Assert.Equal(1, (await opened.SearchAllAsync("👍", SessionSelection.All)).Total);
        Assert.Single((await memories.SearchAsync("서울")).Hits);
        Assert.Equal(2, (await memories.SearchAsync("👍")).Hits.Count);
        Assert.Equal(2, (await memories.SearchAsync("tea")).Hits.Count);
        Assert.Equal(3, await memories.ClearAsync());
        Assert.Empty((await SqliteSessionStore.ExamineAsync(_folder.File())).Damage);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Puts the words where they are as the earlier version had them, and the version before them.</summary>
    private void MakeOld()
    {
        using var file = Connection.Open(_folder.File(), create: false);
        file.Execute($"""
            INSERT INTO search_words (search_words) VALUES ('delete-all');
            INSERT INTO memory_words (memory_words) VALUES ('delete-all');
            UPDATE search_texts SET text = '서울에서';
            UPDATE memories SET words = CASE WHEN key IS NULL THEN '서울에서 tea' WHEN key = 'only' THEN 'only' ELSE words END;
            INSERT INTO search_words (rowid, text) SELECT t.id, s.owner || 'x' || t.text FROM search_texts t JOIN (SELECT 1 AS owner) s;
            INSERT INTO memory_words (rowid, text) SELECT id, owner || 'x' || replace(words, ' ', ' ' || owner || 'x') FROM memories;
            ALTER TABLE sessions DROP COLUMN waits; ALTER TABLE sessions DROP COLUMN waiting; ALTER TABLE branches DROP COLUMN waits;
            ALTER TABLE sessions DROP COLUMN entries; ALTER TABLE sessions DROP COLUMN bytes_beside; ALTER TABLE sessions DROP COLUMN receipts;
            DROP INDEX sessions_by_owner; DROP INDEX sessions_by_time; DROP INDEX sessions_apart_by_owner; DROP INDEX sessions_apart_by_time;
            ALTER TABLE sessions DROP COLUMN drift; UPDATE sessions SET listed = listed / 60000; CREATE INDEX sessions_by_owner ON sessions (app, user, listed DESC);
            PRAGMA user_version = {SqliteSchema.VersionBeforeWords}
            """);
    }
}
