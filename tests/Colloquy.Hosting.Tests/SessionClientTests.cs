using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Colloquy.Offline;
using Xunit;

namespace Colloquy.Hosting.Tests;

/// <summary>Sessions and cache markers in the pipelines of chat clients.</summary>
public sealed class SessionClientTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_pipeline_with_a_session_remembers()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var client = new OfflineChatClient().AsBuilder().UseFunctionInvocation().UseColloquySession(session).Build();

        await client.GetResponseAsync("My name is Ines.");
        var response = await client.GetResponseAsync("What is my name?");

        Assert.Contains("Ines", response.Text, StringComparison.Ordinal);
        Assert.Equal(4, (await session.GetItemsAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_of_the_container_finds_the_session_of_each_call(bool isStreamed)
    {
        var registered = new ServiceCollection().AddSingleton<ISessionStore>(_store);
        registered.AddChatClient(new OfflineChatClient())
            .UseColloquySession(async (options, provider, cancellationToken) => await provider.GetRequiredService<ISessionStore>().OpenAsync(new SessionKey(options!.ConversationId!), cancellationToken: cancellationToken));
        await using var services = registered.BuildServiceProvider();
        var client = services.GetRequiredService<IChatClient>();

        await SayAsync("My name is Ines.", "a");
        await SayAsync("My name is Bo.", "b");

        Assert.Contains("Ines", await SayAsync("What is my name?", "a"), StringComparison.Ordinal);
        Assert.Contains("Bo", await SayAsync("What is my name?", "b"), StringComparison.Ordinal);

        async Task<string> SayAsync(string text, string id)
        {
            var options = new ChatOptions { ConversationId = id };
            return isStreamed ? (await client.GetStreamingResponseAsync(text, options).ToChatResponseAsync()).Text : (await client.GetResponseAsync(text, options)).Text;
        }
    }

    [Fact]
    public async Task Settings_of_the_client_are_those_that_its_function_gives()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var client = new OfflineChatClient().AsBuilder().UseColloquySession(session, (inner, found) => new SessionChatClient(inner, found, "desk")).Build();

        await client.GetResponseAsync("Hello.");

        Assert.Equal("desk", (await session.GetItemsAsync())[^1].Author);
    }

    [Fact]
    public async Task A_call_without_a_session_says_what_to_do()
    {
        using var client = new OfflineChatClient().AsBuilder().UseColloquySession((_, _, _) => ValueTask.FromResult<Session>(null!)).Build();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync("Hello."));

        Assert.Contains("Open one with ISessionStore.OpenAsync", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marker_inside_a_cache_keeps_its_answers_from_counting()
    {
        IDistributedCache cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        using var model = new OfflineChatClient().AsBuilder().UseDistributedCache(cache).UseCallMarker().Build();
        var (first, second) = (await _store.OpenAsync(new SessionKey("a")), await _store.OpenAsync(new SessionKey("b")));

        await new Agent(model).RunAsync("Hello.", first);
        await new Agent(model).RunAsync("Hello.", second);

        Assert.True((await first.Usage.GetAsync()).TotalTokens > 0);
        Assert.Equal(0, (await second.Usage.GetAsync()).TotalTokens);
    }
}
