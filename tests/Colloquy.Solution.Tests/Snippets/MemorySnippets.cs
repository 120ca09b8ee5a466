using Colloquy.Embeddings;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

public sealed class MemorySnippets
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Memories_are_stored_found_and_forgotten()
    {
        var store = _store;

        // snippet: memory-store
        var memory = store.GetMemory(new SessionOwner("ines@works.example", "works"));                       // of a user; session.GetMemory() returns the same

        await memory.StoreAsync("licences", "Welding, crane driving");                  // a fact, which replaces the fact under its key
        await memory.AddAsync("Repaired her first turbine in 2020, on a ferry.");       // a text without a key

        var search = await memory.SearchAsync("turbine");
        foreach (var hit in search.Hits)
            Console.WriteLine($"{hit.Memory.Text} ({hit.Memory.UpdatedAt:d})");

        await memory.ForgetAsync("licences");                                           // or by number; ClearAsync() removes all

        // snippet: end
        Assert.Equal("Repaired her first turbine in 2020, on a ferry.", Assert.Single(search.Hits).Memory.Text);
        Assert.Single((await memory.ListPageAsync()).Items);
    }

    [Fact]
    public async Task Memories_are_found_by_their_meaning()
    {
        var (store, embeddings) = (_store, new MachineEmbeddings());
        await store.GetMemory(new SessionOwner("ines@works.example", "works")).StoreAsync("licences", "Crane driving");

        // snippet: memory-meaning
        var options = new MemoryOptions { Embeddings = embeddings };                    // any IEmbeddingGenerator<string, Embedding<float>>
        var memory = store.GetMemory(new SessionOwner("ines@works.example", "works"), options);

        await memory.RefreshVectorsAsync();                                             // creates the missing vectors
        var search = await memory.SearchAsync("Which machines may she operate?");

        // snippet: end
        Assert.Equal("Crane driving", Assert.Single(search.Hits).Memory.Text);
        Assert.Null(search.Hits[0].WordScore);
    }

    [Fact]
    public async Task Memories_are_found_by_their_meaning_without_a_service()
    {
        // snippet: memory-local
        using var embeddings = new LocalEmbeddingGenerator();                           // one for the application, for all threads
        await embeddings.LoadAsync();                                                   // optional: otherwise the first call loads the model

        var options = new MemoryOptions { Embeddings = embeddings };

        // snippet: end
        var memory = _store.GetMemory(new SessionOwner("ines@works.example", "works"), options);
        await memory.AddAsync("Repaired her first turbine in 2020, on a ferry.");
        Assert.Single((await memory.SearchAsync("Which machines has she mended?")).Hits);
    }

    [Fact]
    public async Task What_was_learned_in_one_conversation_is_recalled_in_another_and_leads_back()
    {
        IChatClient chatClient = new OfflineChatClient();
        var store = _store;

        // snippet: memory-agent
        var agent = new Agent(chatClient)
        {
            Name = "guide",
            ContextProviders = [new MemoryRecall { Newest = 5 }, new MemoryLearning()],
        };

        await agent.RunAsync("My favourite tea is Assam.", await store.OpenAsync(new SessionKey("monday", "ines")));
        var answer = await agent.RunAsync("Which tea do I like?", await store.OpenAsync(new SessionKey("tuesday", "ines")));

        // snippet: end
        Assert.Equal("Your favourite tea is Assam (by the context that I was given).", answer.Text);

        // snippet: memory-source
        var kept = await store.GetMemory(new SessionOwner("ines")).FindAsync("favourite_tea");
        var origin = await store.GetMemory(new SessionOwner("ines")).OpenSourceAsync(kept!);

        Console.WriteLine($"{kept!.Source!.Key.Id} at {kept.Source.Position}: {origin.Item?.Text}");

        // snippet: end
        Assert.Equal(("monday", "My favourite tea is Assam.", true), (kept.Source.Key.Id, origin.Item?.Text, origin.IsFound));
    }

    [Fact]
    public async Task A_tool_stores_what_it_is_told()
    {
        // snippet: memory-tool
        var remember = AgentTool.Create(async (RunContext run, string key, string fact) =>
        {
            await run.GetMemory().StoreAsync(key, fact);
            return "Remembered.";
        }, "remember");

        // snippet: end
        var model = new OfflineChatClient([new("Remember", request => request.RunsOfThisTurn.Count == 0 ? OfflineAnswer.Call(new OfflineCall("remember", new Dictionary<string, object?> { ["key"] = "drink", ["fact"] = "tea" })) : null)]);
        var session = await _store.OpenAsync(new SessionKey("monday", "ines"));
        await new Agent(model) { Tools = [remember] }.RunAsync("I drink tea.", session);
        var origin = await session.GetMemory().OpenSourceAsync((await session.GetMemory().FindAsync("drink"))!);
        Assert.Equal("I drink tea.", origin.Item?.Text);
    }

    [Fact]
    public async Task The_model_writes_its_working_memory()
    {
        IChatClient chatClient = new OfflineChatClient();

        // snippet: memory-working
        var agent = new Agent(chatClient)
        {
            ContextProviders = [new WorkingMemory { MergeUpdates = true, Scope = Scope.User }],
        };

        // snippet: end
        await agent.RunAsync("My city is Gdańsk.", await _store.OpenAsync(new SessionKey("monday", "ines")));
        var answer = await agent.RunAsync("In which city am I?", await _store.OpenAsync(new SessionKey("tuesday", "ines")));
        Assert.Equal("Your city is Gdańsk (by the context that I was given).", answer.Text);
    }

    [Fact]
    public async Task State_goes_with_the_conversation_and_memory_stays()
    {
        var (store, embeddings) = (_store, new MachineEmbeddings());
        var session = await store.OpenAsync(new SessionKey("shift", user: "ines"));
        await session.State.SetAsync("machine_at_hand", "press 3");
        await session.State.SetAsync("seen_so_far", new[] { "oil on the floor", "a loose belt" });
        var memory = store.GetMemory(new SessionOwner("ines"), new MemoryOptions { Embeddings = embeddings });
        await memory.StoreAsync("trade", "Turbine fitter since 2020");
        await memory.StoreAsync("licences", "Welding, crane driving");

        await session.CloseAsync();
        var found = await memory.SearchAsync("which machines are allowed");

        Assert.Equal("Welding, crane driving", found.Hits[0].Memory.Text);
        Assert.Empty(await session.State.ListAsync());
    }

    /// <summary>Knows of machines, and of nothing else.</summary>
    private sealed class MachineEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(value.Contains("machines", StringComparison.Ordinal) || value.Contains("rane driving", StringComparison.Ordinal) ? new float[] { 1, 0 } : new float[] { 0, 1 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("machines", null, "machines-1", 2) : null;

        public void Dispose()
        {
        }
    }
}
