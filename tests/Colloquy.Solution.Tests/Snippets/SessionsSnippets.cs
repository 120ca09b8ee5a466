using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/sessions.md, compiled and run.</summary>
public sealed class SessionsSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_sessions_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();

        // snippet: sessions-open
        var key = new SessionKey("case-17", user: "ines@works.example", app: "desk");
        var session = await store.OpenAsync(key);          // creates the session, or opens the existing one
        var absent = await store.FindAsync(new SessionKey("case-17", user: "marek@works.example", app: "desk"));
        Console.WriteLine(absent is null);                 // True: Marek's case-17 is a different session

        // snippet: end
        Assert.Null(absent);

        // snippet: sessions-items
        await session.AddAsync(new ChatMessage(ChatRole.User, "Pump P-21 leaks again."));
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "Noted."));

        var newest = await session.GetItemsAsync(limit: 5);                          // in chronological order
        var older = await session.GetItemsAsync(limit: 5, before: newest[0].Position);  // the page before
        var mine = await session.GetItemsAsync(role: ChatRole.User);

        await foreach (var item in session.ReadItemsAsync())                         // all messages, as a stream
            Console.WriteLine($"{item.Position} {item.Role}: {item.Text}");

        // snippet: end
        Assert.Equal((2, 0, 1), (newest.Count, older.Count, mine.Count));

        // snippet: sessions-undo
        var answer = await session.PopAsync();              // undoes the newest message
        var question = await session.PopAsync();
        Console.WriteLine(question[0].Text);

        await session.AddAsync(new ChatMessage(ChatRole.User, "Pump P-12 leaks again."));
        var undone = await session.UndoTurnAsync();         // undoes the last turn and its state
        await session.ClearAsync();                         // makes the branch empty

        // snippet: end
        Assert.Equal("Noted.", answer[0].Text);
        Assert.Equal("Pump P-12 leaks again.", undone!.Input);
        Assert.Empty(await session.GetItemsAsync());
        await StateAsync(session);
        await ListAsync(store, session);
    }

    private static async Task StateAsync(Session session)
    {
        // snippet: sessions-state
        await session.State.SetAsync("tier", "gold");
        var tier = await session.State.GetAsync<string>("tier");
        var count = await session.State.IncrementAsync("visits");

        var seen = await session.State.FindAsync("tier");
        var written = await session.State.TrySetAsync("tier", "silver", expected: seen?.Version);   // false if another writer changed it
        await session.State.RemoveAsync("tier");

        // snippet: end
        Assert.Equal(("gold", 1L, true), (tier, count, written));
        Assert.Null(await session.State.FindAsync("tier"));
    }

    private static async Task ListAsync(InMemorySessionStore store, Session session)
    {
        // snippet: sessions-list
        await session.SetTitleAsync("A leaking pump");
        await session.SetMetadataAsync("channel", "mail");

        var ines = new SessionOwner("ines@works.example", app: "desk");
        var recent = new SessionQuery
        {
            UpdatedSince = DateTimeOffset.UnixEpoch, TitleContains = "pump",
        };
        await foreach (var record in store.ListSessionsAsync(ines, recent))
            Console.WriteLine($"{record.Key} {record.Details.Title} {record.Activity}");

        await session.CloseAsync();      // allows no more turns, clears the state, keeps the history
        await session.ReopenAsync();
        await session.DeleteAsync();

        // snippet: end
        Assert.Null(await store.FindAsync(session.Key));
    }
}
