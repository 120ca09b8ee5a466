using System.Collections.Concurrent;
using Colloquy;

namespace Subject;

/// <summary>Both variants meet in their first turn: they pass only when they run at the same time.</summary>
[Conversation<Notebook>("variants"), Variant("model-a"), Variant("model-b")]
public sealed class Variants(Conversation conversation)
{
    private static readonly TaskCompletionSource s_a = new(), s_b = new();

    [Turn]
    public async Task Meets_the_other_variant()
    {
        (conversation.Variant == "model-a" ? s_a : s_b).SetResult();
        await Task.WhenAll(s_a.Task, s_b.Task).WaitAsync(TimeSpan.FromSeconds(30));
        await conversation.SayAsync(conversation.Variant!);
    }

    [Turn]
    public async Task Knows_only_its_own_history()
    {
        var turn = await conversation.SayAsync("two");
        Assert.Equal($"{conversation.Variant}, two", turn.Text);
        Assert.Equal($"variants[{conversation.Variant}]", conversation.FullName);
    }
}

/// <summary>Each variant has a store of its own: both store one session, and see one.</summary>
[Conversation("variant-stores"), Variant("one"), Variant("other")]
public sealed class VariantStores(Conversation conversation)
{
    private static readonly ConcurrentDictionary<string, ISessionStore> s_stores = new();

    public static void Configure(ConversationBuilder conversation) => conversation.UseAgent(parts =>
    {
        s_stores[parts.Variant!] = parts.Store;
        return new Agent(parts.Client(() => new CountingClient())) { Name = "counter" };
    });

    [Turn]
    public async Task Has_a_store_of_its_own()
    {
        var turn = await conversation.SayAsync("one");
        Assert.Equal("answer 1", turn.Text);
        Assert.Single((await s_stores[conversation.Variant!].ListAsync(conversation.Session!.Key.Owner, new SessionQuery())).Sessions);
    }
}

/// <summary>Two classes meet: they pass only when they run at the same time.</summary>
[Conversation<Notebook>("here")]
public sealed class Here(Conversation conversation)
{
    internal static readonly TaskCompletionSource Arrived = new();

    [Turn]
    public async Task Meets_the_other_class()
    {
        Arrived.SetResult();
        await There.Arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await conversation.SayAsync("here");
    }
}

[Conversation<Notebook>("there")]
public sealed class There(Conversation conversation)
{
    internal static readonly TaskCompletionSource Arrived = new();

    [Turn]
    public async Task Meets_the_other_class()
    {
        Arrived.SetResult();
        await Here.Arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await conversation.SayAsync("there");
    }
}

[Conversation<Notebook>("variant-fails"), Variant("good"), Variant("bad")]
public sealed class VariantFails(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync(conversation.Variant == "bad" ? "throw" : "one");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}
