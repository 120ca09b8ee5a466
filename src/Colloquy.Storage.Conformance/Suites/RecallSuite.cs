using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Memories are found by what people type, and by their meaning; after each random step they agree with a plain model. A failure names its seed, which <c>COLLOQUY_SEED</c> gives back.</summary>
/// <param name="seeds">The seeds to begin with; new ones in every run when null.</param>
public sealed class RecallSuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    /// <summary>Creates the suite with new seeds in every run.</summary>
    public RecallSuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Whatever_is_typed_is_text_and_no_syntax, StoreTraits.Memory),
        Case(A_match_needs_a_term_and_a_limit, StoreTraits.Memory),
        Case(A_memory_leads_back_to_what_was_said, StoreTraits.Memory),
        Case(Missing_vectors_are_caught_up_with, StoreTraits.Memory),
        Case(A_turn_recalls_what_another_conversation_learned, StoreTraits.Memory),
        Case(Memories_agree_with_the_model_after_random_steps, StoreTraits.Memory),
    ];

    private static async Task Whatever_is_typed_is_text_and_no_syntax(StoreCaseContext context)
    {
        var memory = context.Store.GetMemory(new SessionOwner("ada"));
        var kept = await memory.StoreAsync("caf\u00e9", "NEAR the O'Reilly shop: a OR b AND NOT c* {x} ^y \u6771\u4eac 100%");
        await memory.AddAsync("something else");

        foreach (var typed in new[] { "NEAR", "near", "O'Reilly", "a OR b", "AND", "NOT c", "c*", "{x}", "^y", "CAFE", "\u4eac", "100%", "\"or b and\"", "text:NEAR near", "sho*", "- ( near )", "shop;--" })
            Check.Sequence(typed == "text:NEAR near" ? [] : [kept.Id], (await memory.SearchAsync(typed)).Hits.Select(hit => hit.Memory.Id), $"what is found by {typed}");
        foreach (var typed in new[] { "", " ", "\"", "*", "' OR 1=1 --", "%", "NOT", "(", "\ud800", new string('"', 5_000), string.Join(' ', Enumerable.Range(0, 5_000)) })
            await memory.SearchAsync(typed);
        Check.Sequence([], (await memory.SearchAsync("%")).Hits, "what is found by a wildcard");
    }

    private static async Task A_match_needs_a_term_and_a_limit(StoreCaseContext context)
    {
        var port = context.Store.Require<IMemoryStore>();
        IReadOnlyList<SearchTerm> terms = [new(["tea"], isPrefix: false)];
        foreach (var anyTerm in new[] { false, true })
        {
            await Check.Throws<ArgumentOutOfRangeException>(async () => await port.MatchAsync(new SessionOwner("ada"), [], anyTerm, 1), "a match without a term");
            await Check.Throws<ArgumentOutOfRangeException>(async () => await port.MatchAsync(new SessionOwner("ada"), terms, anyTerm, 0), "a match with a limit of 0");
            Check.Sequence([], (await port.MatchAsync(new SessionOwner("ada"), terms, anyTerm, 1)).Found, "what a match finds for an owner without memories");
        }

        await Check.Throws<ArgumentOutOfRangeException>(async () => await port.FindNearestAsync(new SessionOwner("ada"), new MemoryVector("letters", [1]), 0), "a comparison with a limit of 0");
    }

    private static async Task A_memory_leads_back_to_what_was_said(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(new SessionKey("one", "ada"));
        await session.AddAsync([new ChatMessage(ChatRole.User, "I like tea."), new ChatMessage(ChatRole.Assistant, "Good.")]);
        var kept = await session.GetMemory().StoreAsync("drink", "tea", new MemorySource(session.Key, (await session.GetItemsAsync())[0].Position));

        var found = await context.Store.GetMemory(new SessionOwner("ada")).OpenSourceAsync(kept);
        Check.Equal((true, session.Key, "I like tea."), (found.IsFound, found.Session!.Key, found.Item!.Message.Text), "where the memory came from");
        await Check.Throws<ArgumentException>(() => session.GetMemory().AddAsync("x", new MemorySource(session.Key, session.Record.Tip.Next)), "a memory of an entry that is not there");
        var others = await context.Store.OpenAsync(new SessionKey("one", "ben"));
        await others.AddAsync(new ChatMessage(ChatRole.User, "I like coffee."));
        await Check.Throws<ArgumentException>(() => session.GetMemory().AddAsync("x", new MemorySource(others.Key, others.Record.Tip)), "a memory of another user's session");

        await context.Store.DeleteAsync(session.Key);
        Check.Equal(true, (await session.GetMemory().OpenSourceAsync(kept)).IsDeleted, "whether the source is gone when the session is deleted");
        var again = await context.Store.OpenAsync(session.Key);
        await again.AddAsync([new ChatMessage(ChatRole.User, "I like tea.")]);
        Check.Equal(true, (await again.GetMemory().OpenSourceAsync(kept)).IsDeleted, "whether the source is gone when another session has the key");
    }

    private static async Task Missing_vectors_are_caught_up_with(StoreCaseContext context)
    {
        using var first = new LetterEmbeddings("letters-1");
        using var second = new LetterEmbeddings("letters-2");
        var bare = context.Store.GetMemory(new SessionOwner("ada"));
        for (var i = 0; i < 150; i++)
            await bare.AddAsync($"number {i}");

        var memory = context.Store.GetMemory(new SessionOwner("ada"), new MemoryOptions { Embeddings = first });
        Check.Equal(150L, (await memory.SearchAsync("rebmun")).WithoutVector, "how many cannot be found by their meaning");
        Check.Equal(150L, await memory.RefreshVectorsAsync(), "how many vectors were made");
        Check.Equal(0L, await memory.RefreshVectorsAsync(), "how many vectors were made again");
        Check.Equal((10, 0L), (await memory.SearchAsync("rebmun")) is var found ? (found.Hits.Count, found.WithoutVector) : default, "what is found by meaning");
        Check.Equal(150L, await context.Store.GetMemory(new SessionOwner("ada"), new MemoryOptions { Embeddings = second }).RefreshVectorsAsync(), "how many vectors another model makes");
        Check.Equal(150L, (await memory.SearchAsync("rebmun")).WithoutVector, "how many the first model cannot compare then");
    }

    private static async Task A_turn_recalls_what_another_conversation_learned(StoreCaseContext context)
    {
        var model = new LearningModel();
        var agent = new Agent(model) { Name = "guide", ContextProviders = [new MemoryRecall(), new MemoryLearning()] };
        var first = await context.Store.OpenAsync(new SessionKey("one", "ada"));
        await agent.RunAsync("remember drink=green tea", first);

        var kept = Check.Single((await context.Store.GetMemory(new SessionOwner("ada")).ListPageAsync()).Items, "what was learned");
        Check.Equal(("drink", "green tea", first.Key), (kept.Key, kept.Text, kept.Source!.Key), "what was learned, and where");
        Check.Equal("remember drink=green tea", (await first.GetMemory().OpenSourceAsync(kept)).Item!.Message.Text, "what it leads back to");

        await agent.RunAsync("which drink?", await context.Store.OpenAsync(new SessionKey("two", "ada")));
        Check.That(model.Seen.Contains("drink: green tea", StringComparison.Ordinal), $"The next conversation recalls what was learned, but the model was sent: {model.Seen}");
        await agent.RunAsync("which drink?", await context.Store.OpenAsync(new SessionKey("two", "ben")));
        Check.That(!model.Seen.Contains("tea", StringComparison.Ordinal), $"Another user's conversation recalls nothing, but the model was sent: {model.Seen}");
    }

    private async Task Memories_agree_with_the_model_after_random_steps(StoreCaseContext context)
    {
        foreach (var seed in seeds ?? context.Seeds(4))
            await new MemorySteps(context, seed).RunAsync(60);
    }
}
