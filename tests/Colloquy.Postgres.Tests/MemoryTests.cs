using Colloquy.Tests;

namespace Colloquy.Postgres.Tests;

/// <summary>A memory that is damaged is shown with what can be read of it, and takes no other down; one of very many words is found by each.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("metadata = '{'", "metadata")]
    [InlineData("metadata = 'null'", "metadata")]
    [InlineData("metadata = '{\"kind\":null}'", "metadata")]
    [InlineData("created = 9223372036854775807", "time")]
    [InlineData("updated = -9223372036854775808", "time")]
    [InlineData("session = chr(1)", "source")]
    [InlineData("position = -1", "source")]
    [InlineData("position = NULL", "source")]
    [InlineData("version = 0", "version")]
    [InlineData("text = '\\xff'", "text")]
    [InlineData("text = ''", "text")]
    [InlineData("metadata = '{', version = -3, session = chr(1), created = 9223372036854775807", "time, source, metadata, version")]
    public async Task A_damaged_memory_is_marked_and_takes_no_other_down(string damage, string lost)
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        await store.SayAsync(Talk.Key, "I like tea.");
        var source = new MemorySource(Talk.Key, new Position(1));
        var logger = new ListLogger();
        var memory = store.GetMemory(new SessionOwner("ada"), new MemoryOptions { LoggerFactory = logger });
        await memory.StoreAsync("food", "likes cake", source, new Dictionary<string, string> { ["kind"] = "taste" });
        var hurt = await memory.StoreAsync("drink", "likes tea", source, new Dictionary<string, string> { ["kind"] = "taste" });
        await memory.AddAsync("likes plums", source, new Dictionary<string, string> { ["kind"] = "taste" });
        await schema.ExecuteAsync($"UPDATE memories SET {damage} WHERE id = {hurt.Id}");

        var listed = await memory.ListAsync().ToListAsync();
        var hits = (await memory.SearchAsync("likes")).Hits;

        Assert.Equal([null, "drink", "food"], listed.Select(item => item.Key));
        Assert.Equal([false, true, false], listed.Select(item => item.Unreadable is not null));
        Assert.Equal($"has parts that cannot be read: {lost}", (await memory.FindAsync("drink"))!.Unreadable);
        Assert.Equal(hurt.Id, Assert.Single(hits, hit => hit.Memory.Unreadable is not null).Memory.Id);
        Assert.True(logger.Any(lost));

        var again = await memory.StoreAsync("drink", "likes coffee", source);
        Assert.Null(again.Unreadable);
        Assert.Equal(again, (await memory.FindAsync("drink"))! with { Metadata = again.Metadata });
        Assert.Equal(hurt.Id, again.Id);
        Assert.True(await memory.ForgetAsync("drink"));
        Assert.Equal(2, await memory.ListAsync().CountAsync());
    }

    [Theory]
    [InlineData("'\\x00'")]
    [InlineData("''")]
    public async Task A_vector_that_cannot_be_read_counts_as_none_and_is_listed(string damage)
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var vector = new MemoryVector("m", [1, 0]);
        var ids = new List<MemoryId>();
        foreach (var text in new[] { "tea", "cake", "plums" })
            ids.Add((await store.PutAsync(Put(text) with { Vector = vector })).Id);
        await schema.ExecuteAsync($"UPDATE memory_vectors SET vector = {damage} WHERE id = {ids[1]}");

        var found = await store.FindNearestAsync(new SessionOwner("ada"), vector, 10);

        Assert.Equal([ids[2], ids[0]], found.Found.Select(match => match.Id));
        Assert.Equal(ids[1], Assert.Single(found.Unreadable));
        Assert.Equal((2, 3), (found.Compared, found.Total));
        Assert.Equal(ids[1], Assert.Single((await store.ListAsync(new MemoryListing(new SessionOwner("ada")) { WithoutVectorLike = vector })).Items).Id);
        Assert.True(await store.SetVectorAsync(new SessionOwner("ada"), ids[1], 1, vector));
        Assert.Equal(3, (await store.FindNearestAsync(new SessionOwner("ada"), vector, 10)).Compared);
    }

    [Fact]
    public async Task A_memory_of_more_words_than_the_index_holds_is_found_by_each()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var memory = store.GetMemory(new SessionOwner("ada"), new MemoryOptions());
        await store.PutAsync(Put(string.Join(' ', Enumerable.Range(0, 120_000).Select(i => $"word{i}"))));
        await memory.AddAsync("short");

        Assert.Single((await memory.SearchAsync("word119999")).Hits);
        Assert.Single((await memory.SearchAsync("short")).Hits);
        Assert.Empty((await memory.SearchAsync("word120000")).Hits);
    }

    [Fact]
    public async Task An_owner_who_forgets_all_meanwhile_does_not_look_full()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        await store.PutAsync(Put("tea"));
        await using var other = await schema.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var forget = new Npgsql.NpgsqlCommand("SELECT * FROM memory_owners FOR UPDATE", other))
            await forget.ExecuteNonQueryAsync();

        var put = store.PutAsync(Put("cake")).AsTask();
        await schema.WaitForWaiterAsync();
        await using (var forget = new Npgsql.NpgsqlCommand("DELETE FROM memories; DELETE FROM memory_owners", other))
            await forget.ExecuteNonQueryAsync();
        await transaction.CommitAsync();

        Assert.Equal("cake", (await put).Text);
        Assert.Equal((1, 1), (await schema.CountAsync("memories"), (await store.FindNearestAsync(new SessionOwner("ada"), new MemoryVector("m", [1]), 1)).Total));
        Assert.Equal(1, await store.ClearAsync(new SessionOwner("ada")));
        Assert.Equal(0, await schema.CountAsync("memory_owners"));
    }

    private static MemoryPut Put(string text) => new()
    {
        Owner = new SessionOwner("ada"),
        Text = text,
        Words = MemoryPut.WordsOf(null, text),
        At = DateTimeOffset.UnixEpoch,
        MaxMemories = 1_000,
    };
}
