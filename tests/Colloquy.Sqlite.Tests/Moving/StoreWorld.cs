using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Tests.Moving;

/// <summary>Fills a store with one of everything that a store can have.</summary>
internal static class StoreWorld
{
    public static readonly SessionKey Waiting = new("waiting", "ada");
    public static readonly SessionKey Long = new("long", "ada");
    public static readonly SessionKey Immutable = new("immutable", "ben", "desk");
    public static readonly SessionKey Pruned = new("pruned", "ben");
    public static readonly SessionKey Nobodys = new("of nobody");
    public static readonly SessionKey Closed = new("closed", "ada");

    public static async Task FillAsync(ISessionStore store, FakeTimeProvider clock)
    {
        var options = new OpenSessionOptions { TimeProvider = clock };
        var session = await store.OpenAsync(Long, options);
        for (var i = 0; i < 40; i++)
        {
            await session.AddAsync([new(ChatRole.User, $"question {i}"), new(ChatRole.Assistant, $"answer {i}")]);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "application/octet-stream")]));
        await session.Branches.ForkAsync("second");
        await session.Branches.ForkAsync("gone");
        await session.Branches.DeleteAsync("gone");
        await session.State.SetAsync("color", "green");
        await session.PopAsync();
        await session.SetTitleAsync("A long talk");

        await new Agent(new AskingModel()) { Name = "desk", Tools = [AIFunctionFactory.Create(Refund, "refund")], Approvals = [ApprovalRule.Always("refund")] }
            .RunAsync("Refund it.", await store.OpenAsync(Waiting, options));

        var pruned = await store.OpenAsync(Pruned, options);
        await pruned.AddAsync(Enumerable.Range(0, 20).Select(i => new ChatMessage(ChatRole.User, $"old {i}")));
        await pruned.Retention.PruneAsync(PruneStrategy.KeepLast(5));
        await pruned.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(30), AutoPrune = true });

        var kept = await store.OpenAsync(Immutable, options);
        await kept.AddAsync(new ChatMessage(ChatRole.User, "For the record"));
        await kept.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(30), Immutable = true });

        await store.OpenAsync(Nobodys, options);
        var closed = await store.OpenAsync(Closed, options);
        await closed.AddAsync(new ChatMessage(ChatRole.User, "Bye"));
        await closed.CloseAsync();

        await FillOwnersAsync(store, clock);
    }

    /// <summary>An agent whose turn waits in <see cref="Waiting"/>.</summary>
    public static Agent Desk(List<string> done) =>
        new(new AskingModel()) { Name = "desk", Tools = [AIFunctionFactory.Create(() => { done.Add("refunded"); return "refunded"; }, "refund")], Approvals = [ApprovalRule.Always("refund")] };

    public static UsageRecord Used(FakeTimeProvider clock, int tokens) => new() { Call = Guid.CreateVersion7(clock.GetUtcNow()), At = clock.GetUtcNow(), Agent = "desk", Model = "m", Provider = "p", IsReported = true, InputTokens = tokens, TotalTokens = tokens, Cost = 0.125m, Called = ["look"] };

    private static async Task FillOwnersAsync(ISessionStore store, FakeTimeProvider clock)
    {
        foreach (var owner in (SessionOwner[])[new("ada"), new(), new(app: "desk")])
        {
            var state = store.GetState(owner);
            await state.IncrementAsync("counter");
            await state.IncrementAsync("counter");
            await state.SetAsync("theme", "dark");
            await state.SetAsync("old", 1);
            await state.RemoveAsync("old");
        }

        var memory = store.GetService<IMemoryStore>()!;
        foreach (var owner in (MemoryOwner[])[new SessionOwner("ada"), new(new SessionOwner("ada"), "desk"), new SessionOwner("only memories")])
        {
            await memory.PutAsync(Memory(owner, "drink", "likes coffee", clock));
            await memory.PutAsync(Memory(owner, null, "lives in Bern", clock));
            clock.Advance(TimeSpan.FromMinutes(1));
            await memory.PutAsync(Memory(owner, "drink", "likes tea", clock) with { Vector = new MemoryVector("letters", [1, 2, 3]), Source = new MemorySource(Long, new Position(3)), Metadata = new Dictionary<string, string> { ["kind"] = "taste" } });
        }

        var ledger = store.GetService<IUsageLedger>()!;
        await ledger.RecordAsync(Long, [Used(clock, 100), Used(clock, 50)]);
        var deleted = new SessionKey("deleted", "ada");
        await store.CreateAsync(deleted);
        await ledger.RecordAsync(deleted, [Used(clock, 7), Used(clock, 8)]);
        await store.DeleteAsync(deleted);
    }

    public static MemoryPut Memory(MemoryOwner owner, string? key, string text, FakeTimeProvider clock) =>
        new() { Owner = owner, Key = key, Text = text, Words = MemoryPut.WordsOf(key, text), At = clock.GetUtcNow(), MaxMemories = 100 };

    private static string Refund() => "refunded";

    /// <summary>Asks for a refund once, and then says what came of it.</summary>
    private sealed class AskingModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var result = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().LastOrDefault();
            AIContent content = result is null ? new FunctionCallContent("call-1", "refund", new Dictionary<string, object?>()) : new TextContent($"It is {result.Result}.");
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])) { ModelId = "asking", Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 } });
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
