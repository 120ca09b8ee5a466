using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Context;

public sealed class MemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly InMemorySessionStore _store = new();
    private readonly ListLogger _logger = new();

    private static readonly (string, float[])[] Meanings = [("vegetarian", [1, 0, 0]), ("eat", [0.9f, 0.1f, 0]), ("football", [0, 1, 0])];

    [Fact]
    public async Task What_means_the_same_is_found_though_it_has_none_of_the_words()
    {
        using var embeddings = new FakeEmbeddings("m", Meanings);
        var memory = Open(embeddings);
        var diet = await memory.StoreAsync("diet", "vegetarian", cancellationToken: Token);
        await memory.AddAsync("plays football", cancellationToken: Token);

        var found = await memory.SearchAsync("What should I eat?", Token);
        var words = await _store.GetMemory(new SessionOwner("ada")).SearchAsync("What should I eat?", Token);

        var hit = Assert.Single(found.Hits);
        Assert.Equal((diet.Id, null, true), (hit.Memory.Id, hit.WordScore, found.ByMeaning));
        Assert.InRange(hit.Similarity!.Value, 0.98, 1);
        Assert.Empty(words.Hits);
        Assert.False(words.ByMeaning);
    }

    [Fact]
    public async Task What_is_found_by_words_and_by_meaning_comes_before_what_is_found_by_one()
    {
        using var embeddings = new FakeEmbeddings("m", Meanings);
        var memory = Open(embeddings);
        await memory.AddAsync("vegetarian, mostly", cancellationToken: Token);
        await memory.AddAsync("wants to eat less", cancellationToken: Token);
        await memory.AddAsync("what a football match to see", cancellationToken: Token);

        var found = await memory.SearchAsync(new MemoryQuery("to eat") { AnyWord = true }, Token);

        Assert.Equal("wants to eat less", found.Hits[0].Memory.Text);
        Assert.Equal(["vegetarian, mostly", "what a football match to see"], found.Hits.Skip(1).Select(hit => hit.Memory.Text).Order(StringComparer.Ordinal));
        Assert.All(found.Hits.Skip(1), hit => Assert.True(hit.WordScore is null || hit.Similarity is null));
    }

    [Fact]
    public async Task Rare_words_count_for_more()
    {
        var memory = Open(null);
        for (var i = 0; i < 5; i++)
            await memory.AddAsync($"the cat and the dog {i}", cancellationToken: Token);
        await memory.AddAsync("the parrot speaks", cancellationToken: Token);

        var found = await memory.SearchAsync(new MemoryQuery("the parrot and the dog") { AnyWord = true, Limit = 1 }, Token);

        Assert.Equal("the parrot speaks", Assert.Single(found.Hits).Memory.Text);
    }

    [Fact]
    public async Task When_the_embedding_model_fails_words_decide_and_it_is_caught_up_with_later()
    {
        using var embeddings = new FakeEmbeddings("m", Meanings) { Failure = new HttpRequestException("no connection") };
        var memory = Open(embeddings);

        await memory.StoreAsync("diet", "vegetarian", cancellationToken: Token);
        var byWords = await memory.SearchAsync("diet", Token);
        embeddings.Failure = null;
        var missed = await memory.SearchAsync("eat", Token);
        var made = await memory.RefreshVectorsAsync(Token);
        var found = await memory.SearchAsync("eat", Token);

        Assert.Equal((1, false), (byWords.Hits.Count, byWords.ByMeaning));
        Assert.Equal((0, 1), (missed.Hits.Count, (int)missed.WithoutVector));
        Assert.Equal((1, 1, 0), ((int)made, found.Hits.Count, (int)found.WithoutVector));
        Assert.Equal(["Warning: The embedding model 'm' failed; a memory of user 'ada' in app 'default' was stored without a vector and is found by its words only, until RefreshVectorsAsync makes one.",
            "Warning: The embedding model 'm' failed; the memory of user 'ada' in app 'default' was searched by words only."], _logger.Lines);
    }

    [Fact]
    public async Task Vectors_of_another_model_are_not_compared()
    {
        using var first = new FakeEmbeddings("first", Meanings);
        using var second = new FakeEmbeddings("second", Meanings);
        await Open(first).StoreAsync("diet", "vegetarian", cancellationToken: Token);

        var found = await Open(second).SearchAsync("eat", Token);

        Assert.Empty(found.Hits);
        Assert.Equal(1, found.WithoutVector);
    }

    [Fact]
    public async Task A_generator_that_names_no_model_needs_a_name()
    {
        using var embeddings = new FakeEmbeddings(model: null, Meanings);

        var error = Assert.Throws<ArgumentException>(() => Open(embeddings));
        var named = _store.GetMemory(new SessionOwner(), new MemoryOptions { Embeddings = embeddings, EmbeddingModel = "mine" });

        Assert.Contains("MemoryOptions.EmbeddingModel", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", (await _store.FindNearestAsync(new MemoryOwner(new SessionOwner()), new MemoryVector("mine", [1]), 1, Token)) is { } ? "mine" : named.ToString());
    }

    [Fact]
    public async Task Texts_that_are_too_large_or_too_many_are_refused()
    {
        var memory = _store.GetMemory(new SessionOwner("ada"), new MemoryOptions { MaxTextBytes = 5, MaxMetadataBytes = 3, MaxMemories = 1 });

        var large = await Assert.ThrowsAsync<SizeLimitException>(() => memory.StoreAsync("k", "żółw", cancellationToken: Token));
        var described = await Assert.ThrowsAsync<SizeLimitException>(() => memory.StoreAsync("k", "x", metadata: new Dictionary<string, string> { ["ab"] = "cd" }, cancellationToken: Token));
        await memory.StoreAsync("k", "12345", cancellationToken: Token);
        var full = await Assert.ThrowsAsync<SizeLimitException>(() => memory.AddAsync("x", cancellationToken: Token));

        Assert.Equal((SizeLimit.MemoryText, "k", 7L, 5L), (large.Kind, large.Item, large.Size, large.Limit));
        Assert.Equal((SizeLimit.MemoryMetadata, 4L, 3L), (described.Kind, described.Size, described.Limit));
        Assert.Equal((SizeLimit.Memories, 1L), (full.Kind, full.Limit));
        Assert.All([large, described, full], refused => Assert.Equal((null, new SessionOwner("ada")), (refused.Key, refused.Owner)));
        Assert.Equal("The memory of user 'ada' in app 'default' holds 1 texts, and may hold no more. Forget some, replace texts by storing them under keys, or raise MemoryOptions.MaxMemories.", full.Message);
    }

    [Fact]
    public async Task A_lone_surrogate_is_replaced_loudly()
    {
        var kept = await Open(null).AddAsync("a \ud800 b", cancellationToken: Token);

        Assert.Equal("a \ufffd b", kept.Text);
        Assert.Equal("Warning: A memory of user 'ada' in app 'default' has lone surrogates; U+FFFD is stored for them.", Assert.Single(_logger.Lines));
    }

    [Fact]
    public async Task A_session_that_nobody_owns_has_no_users_memory()
    {
        var session = await _store.OpenAsync(new SessionKey("one"), cancellationToken: Token);

        var error = Assert.Throws<InvalidOperationException>(() => session.GetMemory());

        Assert.Contains("store.GetMemory(owner)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_keeps_no_memories_says_so()
    {
        var error = Assert.Throws<NotSupportedException>(() => new PlainStore(_store).GetMemory(new SessionOwner("ada")));

        Assert.StartsWith("The store PlainStore does not implement IMemoryStore, which memories need.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_stores_with_what_the_user_said_as_the_source()
    {
        using var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "remember", "green")), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model) { Durability = Durability.Turn, Tools = [AgentTool.Create(async (RunContext run, string value) => (await run.GetMemory().StoreAsync("color", value)).Id.Value, "remember")] };
        var session = await _store.OpenAsync(new SessionKey("one", "ada"), cancellationToken: Token);

        await agent.RunAsync("I like green.", session, cancellationToken: Token);

        var kept = await session.GetMemory().FindAsync("color", Token);
        var origin = await session.GetMemory().OpenSourceAsync(kept!, Token);
        Assert.Equal((true, "I like green."), (origin.IsFound, origin.Item!.Text));
    }

    private Colloquy.Memory Open(IEmbeddingGenerator<string, Embedding<float>>? embeddings) => _store.GetMemory(new SessionOwner("ada"), new MemoryOptions { Embeddings = embeddings, LoggerFactory = _logger });
}
