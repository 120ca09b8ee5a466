using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Says things in a session, as a writer above the store does.</summary>
internal static class Talk
{
    public static readonly SessionKey Key = new("ticket-1", "ada");

    public static async Task<CommitReceipt> SayAsync(this ISessionStore store, SessionKey key, params string[] texts)
    {
        var writer = new EntryWriter(await store.CreateAsync(key));
        foreach (var text in texts)
            writer.Append(new MessageBody(new ChatMessage(ChatRole.User, text)));
        return await store.CommitAsync(key, writer.TakeCommit(CommitId.New()));
    }

    /// <summary>The texts of the messages of a session's current branch.</summary>
    public static async Task<IReadOnlyList<string>> HearMessagesAsync(this ISessionStore store, SessionKey key) =>
        [.. (await (await store.FindAsync(key))!.GetItemsAsync()).Select(item => item.Text)];

    public static async Task<IReadOnlyList<string>> HearAsync(this ISessionStore store, SessionKey key)
    {
        var page = await store.ReadAsync(key, LogRead.All() with { Limit = LogRead.MaxLimit });
        return [.. page.Entries.Select(entry => ((MessageBody)entry.Decode(key)).Message.Text)];
    }
}
