using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Retention;

/// <summary>A session in memory whose messages are to be pruned.</summary>
public abstract class RetentionTest : IAsyncDisposable
{
    protected AwaitedTime Time { get; } = new();

    protected InMemorySessionStore Store { get; }

    protected RetentionTest() => Store = new InMemorySessionStore(Time);

    protected static SessionKey Key { get; } = new("chat", "ada");

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<Session> OpenAsync(RetentionPolicy? policy = null) => Store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = Time, Retention = policy });

    /// <summary>Adds turns of a question and an answer.</summary>
    protected static Task AddTurnsAsync(Session session, int turns, int from = 1) => session.AddAsync(
        Enumerable.Range(from, turns).SelectMany(IEnumerable<ChatMessage> (number) => (ChatMessage[])[new(ChatRole.User, $"question {number}"), new(ChatRole.Assistant, $"answer {number}")]));

    protected static async Task<string> TextsAsync(Session session) => string.Join(", ", (await session.GetItemsAsync()).Select(item => item.Text));

    protected static ChatMessage Calls(params string[] ids) => new(ChatRole.Assistant, [.. ids.Select(AIContent (id) => new FunctionCallContent(id, "look"))]);

    protected static ChatMessage Result(string id, string result) => new(ChatRole.Tool, [new FunctionResultContent(id, result)]);

    /// <summary>Checks that what a model would be shown of the session is balanced, and returns it.</summary>
    protected static async Task<IReadOnlyList<ChatMessage>> WindowAsync(Session session)
    {
        var window = (await session.Window.PreviewAsync([])).Messages;
        Assert.True(Balanced.Is(window));
        return window;
    }

    /// <summary>Reads the log as an auditor does.</summary>
    protected static async Task<IReadOnlyList<Entry>> VerifyAsync(ISessionStore store, Session session)
    {
        var log = (await store.ReadAsync(session.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries;
        var chain = EntryHash.Seed(session.Key);
        foreach (var entry in log)
        {
            entry.Verify(session.Key, chain);
            chain = entry.Chain;
        }

        Assert.Equal(chain, (await store.GetAsync(session.Key))!.Chain);
        return log;
    }

    protected Task<IReadOnlyList<Entry>> VerifyAsync(Session session) => VerifyAsync(Store, session);
}
