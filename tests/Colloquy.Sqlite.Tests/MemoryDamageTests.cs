using Colloquy.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>A memory that is damaged is shown with what can be read of it, and takes no other down.</summary>
public sealed class MemoryDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ListLogger _logger = new();

    [Theory]
    [InlineData("metadata = '{'", "metadata")]
    [InlineData("metadata = 'null'", "metadata")]
    [InlineData("metadata = '[1]'", "metadata")]
    [InlineData("metadata = '{\"kind\":null}'", "metadata")]
    [InlineData("metadata = '{\"kind\":7}'", "metadata")]
    [InlineData("created = 9223372036854775807", "time")]
    [InlineData("updated = -9223372036854775808", "time")]
    [InlineData("created = 9223372036854775807, updated = 9223372036854775807", "time")]
    [InlineData("session = char(1)", "source")]
    [InlineData("position = -1", "source")]
    [InlineData("version = 0", "version")]
    [InlineData("text = CAST(x'ff' AS TEXT)", "text")]
    [InlineData("text = ''", "text")]
    [InlineData("metadata = '{', version = 'none', session = char(1), created = 9223372036854775807", "time, source, metadata, version")]
    public async Task A_damaged_memory_is_marked_and_takes_no_other_down(string damage, string lost)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "I like tea.");
        var source = new MemorySource(Talk.Key, new Position(1));
        var memory = store.GetMemory(new SessionOwner("ada"), new MemoryOptions { LoggerFactory = _logger });
        await memory.StoreAsync("food", "likes cake", source, new Dictionary<string, string> { ["kind"] = "taste" });
        var hurt = await memory.StoreAsync("drink", "likes tea", source, new Dictionary<string, string> { ["kind"] = "taste" });
        await memory.AddAsync("likes plums", source, new Dictionary<string, string> { ["kind"] = "taste" });
        Execute($"UPDATE memories SET {damage} WHERE id = {hurt.Id}");

        var listed = await memory.ListAsync().ToListAsync();
        var hits = (await memory.SearchAsync("likes")).Hits;
        var found = (await memory.FindAsync("drink"))!;

        Assert.Equal([null, "drink", "food"], listed.Select(item => item.Key));
        Assert.Equal([false, true, false], listed.Select(item => item.Unreadable is not null));
        Assert.Equal($"has parts that cannot be read: {lost}", found.Unreadable);
        Assert.Equal(3, hits.Count);
        Assert.Equal(hurt.Id, Assert.Single(hits, hit => hit.Memory.Unreadable is not null).Memory.Id);
        Assert.Contains(_logger.Lines, line => line.StartsWith($"Warning: Memory {hurt.Id} of ", StringComparison.Ordinal) && line.Contains("ada", StringComparison.Ordinal) && line.Contains(lost, StringComparison.Ordinal));

        var again = await memory.StoreAsync("drink", "likes coffee", source);
        Assert.Null(again.Unreadable);
        Assert.Equal(again, (await memory.FindAsync("drink"))! with { Metadata = again.Metadata });
        Assert.Equal(hurt.Id, again.Id);
        Assert.True(await memory.ForgetAsync("drink"));
        Assert.Equal(2, await memory.ListAsync().CountAsync());
    }

    [Fact]
    public async Task A_damaged_memory_is_recalled_with_what_is_left_of_it()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.GetMemory(new SessionOwner("ada")).AddAsync("likes tea");
        Execute("UPDATE memories SET metadata = '{', updated = 9223372036854775807");
        var model = new Recaller();

        await new Agent(model) { ContextProviders = [new MemoryRecall()] }.RunAsync("tea", await store.OpenAsync(new SessionKey("one", "ada")));

        Assert.Contains("- likes tea (day unknown)", model.Sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE memory_vectors SET vector = x'00' WHERE id = 2")]
    [InlineData("UPDATE memory_vectors SET vector = x'' WHERE id = 2")]
    [InlineData("UPDATE memory_vectors SET vector = 'text' WHERE id = 2")]
    public async Task A_vector_that_cannot_be_read_counts_as_none_and_is_made_again(string damage)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        using var embeddings = new TwoNumbers();
        var memory = store.GetMemory(new SessionOwner("ada"), new MemoryOptions { Embeddings = embeddings, LoggerFactory = _logger });
        await memory.AddAsync("tea");
        await memory.AddAsync("cake");
        await memory.AddAsync("plums");
        Execute(damage);

        var found = await memory.SearchAsync("tea");

        Assert.Equal((true, 1L), (found.ByMeaning, found.WithoutVector));
        Assert.Equal(2, found.Hits.Count(hit => hit.Similarity is not null));
        Assert.Contains("memory 2 of", Assert.Single(_logger.Lines), StringComparison.Ordinal);
        Assert.Equal(1, await memory.RefreshVectorsAsync());
        Assert.Equal(0, (await memory.SearchAsync("tea")).WithoutVector);
    }

    [Theory]
    [InlineData("DELETE FROM memory_words_data WHERE id > 10", true)]
    [InlineData("UPDATE memory_words_data SET block = zeroblob(length(block))", false)]
    public async Task A_damaged_index_of_memories_is_built_again_as_the_error_says(string damage, bool isSeen)
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            for (var i = 0; i < 50; i++)
                await store.GetMemory(new SessionOwner("ada")).AddAsync($"memory {i}");
            await store.GetMemory(new SessionOwner("ben")).AddAsync("memory of ben");
        }

        Execute(damage);
        await using var damaged = await SqliteSessionStore.OpenAsync(_folder.File());
        var memory = damaged.GetMemory(new SessionOwner("ada"));

        if (isSeen)
        {
            var error = await StoreAssert.FailsAsync(StoreFailure.Corrupt, () => memory.SearchAsync("memory 7"));
            Assert.EndsWith("No session and no memory is harmed by that: RebuildSearchAsync of the store builds it again.", error.Message, StringComparison.Ordinal);
        }

        await damaged.RebuildSearchAsync();

        Assert.Equal("memory 7", Assert.Single((await memory.SearchAsync("memory 7")).Hits).Memory.Text);
        Assert.Single((await damaged.GetMemory(new SessionOwner("ben")).SearchAsync("memory")).Hits);
        Assert.True(await memory.ForgetAsync((await memory.SearchAsync("memory 7")).Hits[0].Memory.Id));
        Assert.Empty((await memory.SearchAsync("memory 7")).Hits);
    }

    public void Dispose() => _folder.Dispose();

    private void Execute(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        connection.Execute(sql);
    }

    private sealed class Recaller : IChatClient
    {
        public string Sent { get; private set; } = "";

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Sent = string.Join('\n', messages.Select(message => message.Text));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Good.")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Nothing streams here.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class TwoNumbers : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(new float[] { 1, value.Length }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("fake", null, "two", 2) : null;

        public void Dispose()
        {
        }
    }
}
