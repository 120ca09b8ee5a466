using Colloquy.Models;
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
        var memory = store.Memory("clinic", "alice@example.com");                       // of a user; session.Memory() is the same

        await memory.StoreAsync("medication_allergies", "Penicillin, sulfa drugs");     // a fact: takes the place of what is under its key
        await memory.AddAsync("Had her first migraine in 2020, after a long flight.");  // a text on its own

        var search = await memory.SearchAsync("migraine");
        foreach (var hit in search.Hits)
            Console.WriteLine($"{hit.Memory.Text} ({hit.Memory.UpdatedAt:d})");

        await memory.ForgetAsync("medication_allergies");                               // or by number, or ForgetAllAsync()

        // snippet: end
        Assert.Equal("Had her first migraine in 2020, after a long flight.", Assert.Single(search.Hits).Memory.Text);
        Assert.Single((await memory.ListPageAsync()).Items);
    }

    [Fact]
    public async Task Memories_are_found_by_their_meaning()
    {
        var (store, embeddings) = (_store, new DrugEmbeddings());
        await store.Memory("clinic", "alice@example.com").StoreAsync("medication_allergies", "Penicillin");

        // snippet: memory-meaning
        var options = new MemoryOptions { Embeddings = embeddings };                    // any IEmbeddingGenerator<string, Embedding<float>>
        var memory = store.Memory(MemoryOwner.OfUser("alice@example.com", "clinic"), options);

        await memory.RefreshVectorsAsync();                                             // makes the vectors that are missing
        var search = await memory.SearchAsync("Which drugs must she not take?");

        // snippet: end
        Assert.Equal("Penicillin", Assert.Single(search.Hits).Memory.Text);
        Assert.Null(search.Hits[0].WordScore);
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

        await agent.RunAsync("My favourite tea is Assam.", await store.OpenAsync(new SessionKey("monday", "alice")));
        var answer = await agent.RunAsync("Which tea do I like?", await store.OpenAsync(new SessionKey("tuesday", "alice")));

        // snippet: end
        Assert.Equal("Your favourite tea is Assam (by the context that I was given).", answer.Text);

        // snippet: memory-source
        var kept = await store.Memory("default", "alice").FindAsync("favourite_tea");
        var origin = await store.Memory("default", "alice").OpenSourceAsync(kept!);

        Console.WriteLine($"{kept!.Source!.Key.Id} at {kept.Source.Position}: {origin.Item?.Text}");

        // snippet: end
        Assert.Equal(("monday", "My favourite tea is Assam.", MemoryOriginStatus.Found), (kept.Source.Key.Id, origin.Item?.Text, origin.Status));
    }

    [Fact]
    public async Task A_tool_stores_what_it_is_told()
    {
        // snippet: memory-tool
        var remember = AgentTool.Create(async (RunContext run, string key, string fact) =>
        {
            await run.Memory().StoreAsync(key, fact);
            return "Remembered.";
        }, "remember");

        // snippet: end
        var model = new OfflineChatClient([new("Remember", request => request.RunsOfThisTurn.Count == 0 ? OfflineAnswer.Call(new OfflineCall("remember", new Dictionary<string, object?> { ["key"] = "drink", ["fact"] = "tea" })) : null)]);
        var session = await _store.OpenAsync(new SessionKey("monday", "alice"));
        await new Agent(model) { Tools = [remember] }.RunAsync("I drink tea.", session);
        var origin = await session.Memory().OpenSourceAsync((await session.Memory().FindAsync("drink"))!);
        Assert.Equal("I drink tea.", origin.Item?.Text);
    }

    [Fact]
    public async Task The_model_writes_its_working_memory()
    {
        IChatClient chatClient = new OfflineChatClient();

        // snippet: memory-working
        var agent = new Agent(chatClient)
        {
            ContextProviders = [new WorkingMemory { Update = WorkingMemoryUpdate.Merge, Scope = Scope.User }],
        };

        // snippet: end
        await agent.RunAsync("My city is Gdańsk.", await _store.OpenAsync(new SessionKey("monday", "alice")));
        var answer = await agent.RunAsync("In which city am I?", await _store.OpenAsync(new SessionKey("tuesday", "alice")));
        Assert.Equal("Your city is Gdańsk (by the context that I was given).", answer.Text);
    }

    [Fact]
    public async Task State_goes_with_the_conversation_and_memory_stays()
    {
        var (store, embeddings) = (_store, new DrugEmbeddings());
        var session = await store.OpenAsync(new SessionKey("consultation-123", user: "user-456"));

        // snippet: agnt5-memory
        // Session state: short-term, of this conversation and its branch
        await session.State.SetAsync("current_diagnosis", "initial assessment");
        await session.State.SetAsync("symptoms_discussed", new[] { "headache", "fatigue" });

        // Memory: long-term, of the user, in all conversations
        var memory = store.Memory(MemoryOwner.OfUser("user-456"), new MemoryOptions { Embeddings = embeddings });
        await memory.StoreAsync("patient_history", "Chronic migraines, diagnosed 2020");
        await memory.StoreAsync("medication_allergies", "Penicillin, sulfa drugs");

        // Session state goes with the conversation, memory stays
        await session.CloseAsync();
        var found = await memory.SearchAsync("which drugs to avoid");

        // snippet: end
        Assert.Equal("Penicillin, sulfa drugs", found.Hits[0].Memory.Text);
        Assert.Empty(await session.State.ListAsync());
    }

    /// <summary>Knows of drugs, and of nothing else.</summary>
    private sealed class DrugEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(value.Contains("drugs", StringComparison.Ordinal) || value.Contains("Penicillin", StringComparison.Ordinal) ? new float[] { 1, 0 } : new float[] { 0, 1 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("drugs", null, "drugs-1", 2) : null;

        public void Dispose()
        {
        }
    }
}
