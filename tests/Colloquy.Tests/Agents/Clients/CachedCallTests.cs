using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Clients;

/// <summary>What a cache answers used nothing and cost nothing, where a marker inside the cache reports the calls that reach the model.</summary>
public sealed class CachedCallTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly DictionaryCache _cache = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_of_a_cache_is_not_counted_as_cost(bool isStreamed)
    {
        var model = new ScriptedChatClient(Reply.Say("Hello.", "priced", 1_000_000, 10));
        var agent = Agent(Cached(model));
        var (first, second) = (await OpenAsync("a"), await OpenAsync("b"));

        var paid = await RunAsync(agent, first, isStreamed);
        var free = await RunAsync(agent, second, isStreamed);

        Assert.Single(model.Requests);
        Assert.Equal(paid.Text, free.Text);
        Assert.Equal((1_000_000, 0), (paid.Usage.InputTokenCount, free.Usage.InputTokenCount));
        var (of, no) = (await first.Usage.GetAsync(), await second.Usage.GetAsync());
        Assert.Equal((2.00002m, 1_000_010L), (of.Cost, of.TotalTokens));
        Assert.Equal((0m, 0L, 1L, 0L, 0L), (no.Cost, no.TotalTokens, no.Calls, no.UnpricedCalls, no.UnreportedCalls));
        Assert.Equal((false, true), (await FromCacheAsync(first), await FromCacheAsync(second)));
    }

    [Fact]
    public async Task A_sessions_client_says_that_nothing_was_used()
    {
        using var cached = Cached(new ScriptedChatClient(Reply.Say("Hello.", "priced", 1_000_000, 10)));
        await new SessionChatClient(cached, await OpenAsync("a")).GetResponseAsync("hi");
        var session = await OpenAsync("b");

        var response = await new SessionChatClient(cached, session).GetResponseAsync("hi");

        Assert.Equal(("Hello.", 0L), (response.Text, response.Usage!.TotalTokenCount));
        Assert.Equal(0, (await session.Usage.GetAsync()).TotalTokens);
    }

    [Fact]
    public async Task Without_a_marker_the_answer_of_a_cache_counts_like_any_other()
    {
        var agent = Agent(new ScriptedChatClient(Reply.Say("Hello.", "priced", 1_000_000, 10)).AsBuilder().UseDistributedCache(_cache).Build());
        await agent.RunAsync("hi", await OpenAsync("a"));
        var session = await OpenAsync("b");

        await agent.RunAsync("hi", session);

        Assert.Equal(1_000_010, (await session.Usage.GetAsync()).TotalTokens);
        Assert.False(await FromCacheAsync(session));
    }

    [Fact]
    public async Task Around_a_sessions_client_a_cache_keeps_calls_from_the_session()
    {
        var session = await OpenAsync("a");
        using var client = new SessionChatClient(new ScriptedChatClient(Say("Hello.")), session).AsBuilder().UseDistributedCache(_cache).Build();
        await client.GetResponseAsync("hi");

        var again = await client.GetResponseAsync("hi");

        Assert.Equal("Hello.", again.Text);
        Assert.Equal("user: hi\nassistant: Hello.", await Transcript.OfAsync(session));
    }

    private static PriceTable Priced => new([.. new[] { "priced", "script-1" }.Select(model => new ModelPrice { Provider = "scripted", Model = model, Input = 2, Output = 2 })]);

    private IChatClient Cached(IChatClient model) => model.AsBuilder().UseDistributedCache(_cache).Use(inner => new CallMarkingChatClient(inner)).Build();

    private static Agent Agent(IChatClient client) => new(client) { Prices = Priced };

    private static async Task<AgentAnswer> RunAsync(Agent agent, Session session, bool isStreamed) =>
        isStreamed ? ((AnswerUpdate)await agent.RunStreamingAsync("hi", session).LastAsync()).Answer : await agent.RunAsync("hi", session);

    private static async Task<bool> FromCacheAsync(Session session) =>
        (await session.Turns.GetContentsAsync(1)).ModelCalls.Single().FromCache;

    private async Task<Session> OpenAsync(string id) => await _store.OpenAsync(new SessionKey(id));

    private sealed class DictionaryCache : IDistributedCache
    {
        private readonly ConcurrentDictionary<string, byte[]> _values = new();

        public byte[]? Get(string key) => _values.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => _values.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _values[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }
    }
}
