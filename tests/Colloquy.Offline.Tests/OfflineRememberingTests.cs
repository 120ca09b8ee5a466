using Colloquy.Sqlite;
using Xunit;

namespace Colloquy.Offline.Tests;

/// <summary>The stand-in shows by its answers that memories reached it: it learns from one conversation and recalls in another.</summary>
public sealed class OfflineRememberingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_learned_in_one_conversation_is_answered_in_another()
    {
        await using var store = new InMemorySessionStore();
        var agent = new Agent(new OfflineChatClient()) { ContextProviders = [new MemoryRecall { Newest = 5 }, new MemoryLearning()] };

        await agent.RunAsync("My favourite tea is Assam, and I love old clocks.", await OpenAsync(store, "one"), cancellationToken: Token);
        await agent.RunAsync("I enjoy chess too.", await OpenAsync(store, "one"), cancellationToken: Token);
        var tea = await agent.RunAsync("Which tea do I like?", await OpenAsync(store, "two"), cancellationToken: Token);
        var all = await agent.RunAsync("What do you know about me?", await OpenAsync(store, "two"), cancellationToken: Token);
        var other = await agent.RunAsync("What do you know about me?", await OpenAsync(store, "two", "marek"), cancellationToken: Token);

        Assert.Equal("Your favourite tea is Assam (by the context that I was given).", tea.Text);
        Assert.Equal("I know your likes: old clocks, chess too and your favourite tea: Assam (by the context that I was given).", all.Text);
        Assert.Equal("I have no record of anything about you in this conversation.", other.Text);
    }

    [Fact]
    public async Task Texts_without_a_key_are_quoted()
    {
        await using var store = new InMemorySessionStore();
        await store.GetMemory(new SessionOwner("ines")).AddAsync("The user is allergic to peanuts.", cancellationToken: Token);
        var agent = new Agent(new OfflineChatClient()) { ContextProviders = [new MemoryRecall()] };

        var answer = await agent.RunAsync("Am I allergic to anything?", await OpenAsync(store, "one"), cancellationToken: Token);

        Assert.Equal("I remember: \"The user is allergic to peanuts.\" (by the context that I was given).", answer.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_working_memory_is_written_and_read_in_another_conversation(bool merges)
    {
        await using var store = new InMemorySessionStore();
        var agent = new Agent(new OfflineChatClient()) { ContextProviders = [new WorkingMemory { MergeUpdates = merges }] };

        var noted = await agent.RunAsync("My name is Ines and my city is Kraków.", await OpenAsync(store, "one"), cancellationToken: Token);
        await agent.RunAsync("My city is Gdańsk.", await OpenAsync(store, "one"), cancellationToken: Token);
        var city = await agent.RunAsync("In which city am I?", await OpenAsync(store, "two"), cancellationToken: Token);
        var forgot = await agent.RunAsync("Forget my city.", await OpenAsync(store, "two"), cancellationToken: Token);
        var all = await agent.RunAsync("What do you know about me?", await OpenAsync(store, "three"), cancellationToken: Token);

        Assert.Equal("Nice to meet you, Ines. Noted: your name is Ines and your city is Kraków.", noted.Text);
        Assert.Equal("update_working_memory", Assert.Single(noted.ToolCalls).Name);
        Assert.Equal("Your city is Gdańsk (by the context that I was given).", city.Text);
        Assert.Equal("Forgotten.", forgot.Text);
        Assert.Equal("I know your name: Ines (by the context that I was given).", all.Text);
    }

    [Fact]
    public async Task Memories_outlive_the_process_in_a_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "memories.db");
        var agent = new Agent(new OfflineChatClient()) { ContextProviders = [new MemoryRecall(), new MemoryLearning()] };
        await using (var store = await SqliteSessionStore.OpenAsync(path))
            await agent.RunAsync("My favourite tea is Assam.", await OpenAsync(store, "one"), cancellationToken: Token);

        await using var again = await SqliteSessionStore.OpenAsync(path);
        var answer = await agent.RunAsync("Which tea do I like?", await OpenAsync(again, "two"), cancellationToken: Token);

        Assert.Equal("Your favourite tea is Assam (by the context that I was given).", answer.Text);
    }

    private static Task<Session> OpenAsync(ISessionStore store, string id, string user = "ines") => store.OpenAsync(new SessionKey(id, user), cancellationToken: Token);
}
