using System.Runtime.CompilerServices;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Files that earlier versions wrote stay readable. A version that changes what is written adds a file: run with COLLOQUY_WRITE_FIXTURE=1.</summary>
public sealed class SchemaFixtureTests : IDisposable
{
    private static readonly SessionKey Key = new("ticket-4711", "alice@example.com", "support");
    private static readonly SessionKey TeamKey = new("desk", "alice@example.com", "support");
    private static readonly SessionKey BranchesKey = new("trip", "alice@example.com", "support");
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Fixtures => [.. Directory.GetFiles(FixtureFolder(), "*.db").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task A_file_that_an_earlier_version_wrote_is_read_and_gone_on_with(string fixture)
    {
        var path = _folder.File();
        File.Copy(Path.Combine(FixtureFolder(), fixture), path);

        await using var store = await SqliteSessionStore.OpenAsync(path);
        await CheckAsync(store);
        await CheckSizesAsync(store);
        if (fixture != "schema-1.db")
            await CheckBranchesAsync(store);
        if (fixture is not ("schema-1.db" or "schema-4.db"))
            await CheckTeamAsync(store);

        var session = (await store.FindAsync(Key))!;
        await session.AddAsync(new ChatMessage(ChatRole.User, "And today?"));
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task What_is_written_now_is_what_the_fixtures_hold()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            await WriteAsync(store);
            await WriteBranchesAsync(store);
            await WriteTeamAsync(store);
            await CheckAsync(store);
            await CheckBranchesAsync(store);
            await CheckTeamAsync(store);
        }

        if (Environment.GetEnvironmentVariable("COLLOQUY_WRITE_FIXTURE") == "1")
            File.Copy(_folder.File(), Path.Combine(FixtureFolder(), $"schema-{SqliteSchema.Newest}.db"), overwrite: true);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The sizes that a migration counts are those of what is there.</summary>
    private static async Task CheckSizesAsync(SqliteSessionStore store)
    {
        foreach (var record in (await store.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions)
        {
            var log = (await store.ReadAsync(record.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries;
            var blobs = 0L;
            foreach (var hash in log.SelectMany(entry => HashesIn(System.Text.Encoding.UTF8.GetString(entry.Payload.Span))).Distinct())
                blobs += (await store.GetBlobAsync(record.Key, hash))?.Bytes.Length ?? 0;

            Assert.Equal(
                Describe(log.Count(entry => !entry.IsPruned), log.Sum(entry => (long)entry.Payload.Length), blobs),
                Describe(record.Entries, record.Bytes, record.BytesOutsideLog));

            string Describe(long entries, long bytes, long beside) => $"{record.Key.Id}: {entries} entries with content, {bytes} bytes, {beside} bytes beside the log";
        }
    }

    private static IEnumerable<Digest> HashesIn(string payload) =>
        System.Text.RegularExpressions.Regex.Matches(payload, "\"([0-9a-f]{64})\"").Select(match => new Digest(Convert.FromHexString(match.Groups[1].Value)));

    private static async Task WriteAsync(SqliteSessionStore store)
    {
        var session = await store.OpenAsync(Key);
        await session.AddAsync(
        [
            new(ChatRole.User, "My invoice 12345 is wrong. ✓"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "find_invoice", new Dictionary<string, object?> { ["number"] = 12345 })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "paid twice")]),
            new(ChatRole.Assistant, "It was paid twice."),
        ]);
        await session.State.SetAsync("tier", "gold");
        await session.AddAsync(new ChatMessage(ChatRole.User, "Never mind."));
        await session.UndoTurnAsync();
        await session.SetTitleAsync("An invoice");
    }

    private static async Task CheckAsync(SqliteSessionStore store)
    {
        var session = (await store.FindAsync(Key))!;
        var items = await session.GetItemsAsync();

        Assert.Equal(["user", "assistant", "tool", "assistant"], items.Select(item => item.Role.Value));
        Assert.Equal("My invoice 12345 is wrong. ✓", items[0].Text);
        Assert.Equal("find_invoice", items[1].Message.Contents.OfType<FunctionCallContent>().Single().Name);
        Assert.Equal("gold", await session.State.GetAsync<string>("tier"));
        Assert.Equal("An invoice", session.Record.Details.Title);
        Assert.Equal("My [invoice] [12345] is wrong. ✓", Assert.Single((await session.SearchAsync("INVOICE 12345")).Hits).Mark("[", "]"));
        Assert.Equal(2, (await store.SearchAsync("\"paid twice\"", Key.Owner)).Total);
        Assert.Empty((await session.SearchAsync("never mind")).Hits);

        var chain = EntryHash.Seed(Key);
        foreach (var entry in (await store.ReadAsync(Key, LogRead.All())).Entries)
        {
            entry.Verify(Key, chain);
            chain = entry.Chain;
        }
    }

    /// <summary>What came with schema 4: branches, redo, usage, pins, summaries, and an index of what was said.</summary>
    private static async Task WriteBranchesAsync(SqliteSessionStore store)
    {
        var session = await store.OpenAsync(BranchesKey);
        var agent = new Agent(new OfflineChatClient()) { Name = "planner", Window = [new TokenBudgetStrategy(60), new SummarizeOldStrategy()] };
        foreach (var input in (string[])["Add 'Ask for a visa' to my tasks", "Add 'Book a flight' to my tasks", "Add 'Pack' to my tasks", "What tasks do I have?"])
            await agent.RunAsync(input, session);
        await session.Window.PinAsync((await session.GetItemsAsync())[0].Position);
        var europe = await session.Branches.ForkAfterTurnAsync(2, "europe");
        await agent.RunAsync("Add 'Pack for Europe' to my tasks", europe);
        await europe.UndoTurnAsync();
        await session.Branches.SwitchToAsync("europe");
        await session.Branches.ForkAsync("gone");
        await session.Branches.DeleteAsync("gone");
        await session.SearchAsync("flight");
    }

    private static async Task CheckBranchesAsync(SqliteSessionStore store)
    {
        var session = (await store.FindAsync(BranchesKey))!;
        var main = await session.Branches.OpenAsync("main");

        Assert.Equal([("europe", 2, true), ("main", 4, false)], (await session.Branches.ListAsync()).Select(branch => (branch.Name, branch.Turns, branch.IsCurrent)));
        Assert.Contains((await session.SearchAsync("flight")).Hits, hit => hit.Snippet.Contains("Book a flight", StringComparison.Ordinal));
        Assert.Equal((await session.Usage.GetAsync()).Calls, (await session.Usage.GetAsync(UsageBy.Turn)).Sum(turn => turn.Totals.Calls));
        Assert.True((await session.Usage.GetAsync()).Calls > 5);
        Assert.Single(await main.Window.ListPinsAsync());
        Assert.Contains((await store.ReadAsync(BranchesKey, LogRead.All())).Entries, entry => entry.Kind == EntryKind.Summary);
        var answer = (await main.GetItemsAsync(1))[0];
        Assert.Equal("planner", (await session.Window.ExplainAsync(answer.Position)).Agent);

        await session.RedoAsync();
        Assert.Contains("Pack for Europe", (await session.GetItemsAsync(2))[0].Text, StringComparison.Ordinal);
        await session.UndoTurnAsync();
    }

    /// <summary>What came with schema 8: handoffs, calls that wait for a person, state of users and apps, memories, policies, and pruned messages.</summary>
    private static async Task WriteTeamAsync(SqliteSessionStore store)
    {
        var session = await store.OpenAsync(TeamKey, new OpenSessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(36_500), MaxMessages = 100, Strategy = RetentionStrategy.KeepLast } });
        await session.AddAsync(new ChatMessage(ChatRole.User, "A secret."));
        await session.AddAsync(new ChatMessage(ChatRole.User, "Another secret."));
        var refund = new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int order) => $"Refunded {order}.", "refund_order", "Refunds an order."));
        var billing = new Agent(new OfflineChatClient()) { Name = "billing", Instructions = "You are the billing specialist." };
        await new Agent(new OfflineChatClient()) { Name = "router", Handoffs = [billing] }.RunAsync("My invoice is wrong.", session);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));
        await session.State.SetAsync("language", "en", Scope.User);
        await session.State.IncrementAsync("orders", 7, Scope.App);
        await session.GetMemory().StoreAsync("tea", "Alice drinks Assam.");
        await new Agent(new OfflineChatClient([new OfflineRule("Refund", request => request.RunsOfThisTurn.Count > 0 ? null : OfflineAnswer.Call(new OfflineCall("refund_order", new Dictionary<string, object?> { ["order"] = 17 })))])) { Name = "refunds", Tools = [refund] }
            .RunAsync("Refund order 17.", session);
    }

    private static async Task CheckTeamAsync(SqliteSessionStore store)
    {
        var session = (await store.FindAsync(TeamKey))!;

        Assert.Equal(TimeSpan.FromDays(36_500), session.Record.Retention?.Ttl);
        Assert.Equal("billing", await session.GetActiveAgentAsync());
        Assert.Equal((SessionActivity.Waiting, true, 1), (session.Record.Activity, session.Record.IsWaiting, session.Record.WaitingBranches));
        Assert.Equal("refund_order", Assert.Single(await session.Approvals.ListAsync()).Tool);
        Assert.Equal(("en", 7L), (await session.State.GetAsync<string>("language", Scope.User), await store.GetState(new SessionOwner(app: "support")).GetAsync<long>("orders")));
        Assert.Equal("Alice drinks Assam.", Assert.Single((await session.GetMemory().SearchAsync("assam")).Hits).Memory.Text);
        Assert.DoesNotContain(await session.GetItemsAsync(), item => item.Text.Contains("secret", StringComparison.Ordinal));
        Assert.Empty((await session.SearchAsync("secret")).Hits);
        Assert.Single(await session.Retention.ReadPrunesAsync().ToListAsync());
        var entries = (await store.ReadAsync(TeamKey, LogRead.All())).Entries;
        Assert.Contains(entries, entry => entry.IsPruned);
        Assert.Contains(entries, entry => entry.Kind == EntryKind.Handoff);
    }

    internal static string FixtureFolder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Fixtures");
}
