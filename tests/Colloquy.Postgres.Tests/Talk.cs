using Microsoft.Extensions.AI;

namespace Colloquy.Postgres.Tests;

/// <summary>Says things in a session, as a writer above the store does.</summary>
internal static class Talk
{
    public static readonly SessionKey Key = new("ticket-1", "ada");

    /// <summary>Commits messages of the user.</summary>
    public static async Task<IReadOnlyList<Entry>> SayAsync(this ISessionStore store, SessionKey key, params string[] texts)
    {
        var writer = new EntryWriter(await store.CreateAsync(key));
        foreach (var text in texts)
            writer.Append(new MessageBody(new ChatMessage(ChatRole.User, text)));
        var commit = writer.TakeCommit(CommitId.New());
        await store.CommitAsync(key, commit);
        return commit.Entries;
    }

    /// <summary>Commits model calls, each of a model.</summary>
    public static async Task SpendAsync(this ISessionStore store, SessionKey key, params string[] models)
    {
        var writer = new EntryWriter(await store.CreateAsync(key));
        foreach (var model in models)
            writer.Append(new ModelCallBody { Call = Guid.CreateVersion7(), Model = model, Called = ["find"] });
        await store.CommitAsync(key, writer.TakeCommit(CommitId.New()));
    }
}
