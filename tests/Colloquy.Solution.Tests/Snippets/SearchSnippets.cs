using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/search.md, compiled and run.</summary>
public sealed class SearchSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    [Fact]
    public async Task The_code_of_the_page_on_search_does_what_the_page_says()
    {
        await using var store = await SqliteSessionStore.OpenAsync(Path.Combine(_folder.FullName, "desk.db"));
        var session = await store.OpenAsync(new SessionKey("ticket-4711", user: "ines", app: "support"));
        await session.AddAsync(
        [
            new(ChatRole.User, "My invoice of May is wrong, number 4711."),
            new(ChatRole.User, "What is the number of the invoice that is wrong?"),
        ]);
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "The invoice 4711 was paid twice."));

        Assert.Equal(["2 user: My [invoice] of May is wrong, [number] 4711.", "4 user: What is the [number] of the [invoice] that is wrong?"], await SearchAsync(session));
        Assert.Equal((3, 1, 3), await SearchAsync(store, DateTimeOffset.UnixEpoch));
        await RebuildAsync(store, session);
        await OpenAsync(Path.Combine(_folder.FullName, "unsearched.db"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<IReadOnlyList<string>> SearchAsync(Session session)
    {
        // snippet: search-session
        var page = await session.SearchAsync("invoice number");
        foreach (var hit in page.Hits)
            Console.WriteLine($"{hit.Position} {hit.Role}: {hit.Mark("[", "]")}");
        // 2 user: My [invoice] of May is wrong, [number] 4711.
        // 4 user: What is the [number] of the [invoice] that is wrong?

        // snippet: end
        return [.. page.Hits.Select(hit => $"{hit.Position} {hit.Role}: {hit.Mark("[", "]")}")];
    }

    private static async Task<(int Mine, int Answers, int Everywhere)> SearchAsync(SqliteSessionStore store, DateTimeOffset lastWeek)
    {
        // snippet: search-owner
        var mine = await store.SearchAsync("invoice", new SessionOwner("ines", app: "support"));

        var answers = await store.SearchAsync(
            new SearchQuery("\"paid twice\" inv*") { Role = ChatRole.Assistant, Since = lastWeek, Limit = 10 },
            new SessionOwner("ines", app: "support"));
        Console.WriteLine($"{answers.Total} found, first in session {answers.Hits[0].Key.Id}");

        // snippet: end
        // snippet: search-all
        ISessionDirectory directory = store;
        var everywhere = await directory.SearchAllAsync("invoice", SessionSelection.OfApp("support"));

        // snippet: end
        return (mine.Total, answers.Total, everywhere.Total);
    }

    private static async Task OpenAsync(string path)
    {
        // snippet: search-lag
        var options = new SqliteSessionStoreOptions { SearchLag = 0 };
        await using var store = await SqliteSessionStore.OpenAsync(path, options);

        // snippet: end
    }

    private static async Task RebuildAsync(SqliteSessionStore store, Session session)
    {
        // snippet: search-progress
        var progress = new Progress<EntryProgress>(done => Console.Write($"\r{done.Entries} of {done.Total} entries"));
        await store.SearchAsync("invoice", new SessionOwner("ines", app: "support"), progress);

        // snippet: end
        // snippet: search-rebuild
        await session.RebuildSearchAsync();
        await store.RebuildSearchAsync();

        // snippet: end
        Assert.Equal(3, (await session.SearchAsync("invoice")).Total);
    }
}
