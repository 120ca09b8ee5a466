namespace Colloquy.Embeddings.Tests;

public sealed class MemoryTests(LoadedModel model) : IClassFixture<LoadedModel>
{
    [Fact]
    public async Task A_memory_is_found_by_its_meaning_and_an_unrelated_one_is_not()
    {
        await using var store = new InMemorySessionStore();
        await store.GetMemory(new SessionOwner("ines")).AddAsync("Welds aluminium and drives cranes.");
        var memory = store.GetMemory(new SessionOwner("ines"), new MemoryOptions { Embeddings = model.Generator });
        await memory.StoreAsync("drink", "Assam tea");

        var before = await memory.SearchAsync("Which heavy machines may the worker operate?");
        var made = await memory.RefreshVectorsAsync();
        var after = await memory.SearchAsync("Which heavy machines may the worker operate?");

        Assert.Equal((0, 1L, 1L), (before.Hits.Count, before.WithoutVector, made));
        var hit = Assert.Single(after.Hits);
        Assert.Equal("Welds aluminium and drives cranes.", hit.Memory.Text);
        Assert.Null(hit.WordScore);
        Assert.InRange(hit.Similarity!.Value, 0.3, 0.9);
    }

    [Fact]
    public async Task Memories_are_compared_under_the_name_of_the_model()
    {
        await using var store = new InMemorySessionStore();
        await store.GetMemory(new SessionOwner("ines"), new MemoryOptions { Embeddings = model.Generator, EmbeddingModel = "another" }).AddAsync("Likes green tea.");

        var search = await store.GetMemory(new SessionOwner("ines"), new MemoryOptions { Embeddings = model.Generator }).SearchAsync("What does she drink in the morning?");

        Assert.Equal((0, 1L), (search.Hits.Count, search.WithoutVector));
    }
}
