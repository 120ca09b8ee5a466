using System.Text;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>The files that are searched: users of 1,000 messages each in 25 sessions, which were written in turn, with the index built.</summary>
internal static class SearchFiles
{
    /// <summary>A word in every message of every user.</summary>
    public const string Common = "common";

    /// <summary>A word in one message of each user.</summary>
    public const string Rare = "singular";

    public const int MessagesOfUser = 1_000;
    private const int SessionsOfUser = 25;
    private const int Vocabulary = 20_000;
    private const int WordsInMessage = 40;

    public static string UserAt(int number) => $"user-{number}";

    public static Task<string> GetAloneAsync(FixtureFolder folder) => GetAsync(folder, "search-alone.db", users: 1);

    public static Task<string> GetCrowdAsync(FixtureFolder folder, int messages) => GetAsync(folder, $"search-{messages}.db", messages / MessagesOfUser);

    private static Task<string> GetAsync(FixtureFolder folder, string name, int users) => folder.GetAsync(name, async path =>
    {
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        var random = new Random(1);
        for (var session = 0; session < SessionsOfUser; session++)
        {
            for (var user = 0; user < users; user++)
                await WriteAsync(store, new SessionKey($"ticket-{session}", UserAt(user)), holdsRare: session == SessionsOfUser / 2, random);
        }

        await store.SearchAllAsync(Rare, SessionSelection.All);
    });

    private static async Task WriteAsync(SqliteSessionStore store, SessionKey key, bool holdsRare, Random random)
    {
        var writer = new EntryWriter(await store.CreateAsync(key));
        for (var i = 0; i < MessagesOfUser / SessionsOfUser; i++)
            writer.Append(new MessageBody(new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, Text(random, holdsRare && i == 0))));
        await store.CommitAsync(key, writer.TakeCommit(CommitId.New()));
    }

    /// <summary>Words of which few are said often and many seldom, as in a language.</summary>
    private static string Text(Random random, bool holdsRare)
    {
        var text = new StringBuilder(Common);
        for (var i = 0; i < WordsInMessage; i++)
            text.Append(' ').Append("word").Append((int)Math.Pow(Vocabulary, random.NextDouble()));
        return holdsRare ? text.Append(' ').Append(Rare).ToString() : text.ToString();
    }
}
