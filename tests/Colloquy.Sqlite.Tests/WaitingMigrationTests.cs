using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Files of schema 9 say of a session alone that it waits. Which of its branches do is found from their headers.</summary>
public sealed class WaitingMigrationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_file_of_schema_9_is_found_to_wait_where_it_waits()
    {
        var path = _folder.File();
        List<string> expected;
        await using (var store = await SqliteSessionStore.OpenAsync(path))
        {
            await AskAsync(await store.OpenAsync(new SessionKey("main waits")));
            await (await store.OpenAsync(new SessionKey("nothing"))).AddAsync(new ChatMessage(ChatRole.User, "hello"));

            var forked = await store.OpenAsync(new SessionKey("main waits, its fork does not"));
            await AskAsync(forked);
            await forked.Branches.ForkAsync("f");
            await forked.Branches.SwitchToAsync("f");

            var both = await store.OpenAsync(new SessionKey("both wait"));
            await both.AddAsync([new(ChatRole.User, "hello"), new(ChatRole.Assistant, "hi")]);
            var side = await both.Branches.ForkAsync("side");
            await AskAsync(both);
            await AskAsync(side);
            await both.Branches.SwitchToAsync("side");
            await both.Branches.SwitchToAsync("main");

            var answered = await store.OpenAsync(new SessionKey("answered and gone on with on main, waits on f"));
            await AskAsync(answered);
            var asksAnew = await answered.Branches.ForkAsync("f");
            await Refunds().ResumeAsync(asksAnew);
            await answered.Approvals.ApproveAsync((await answered.Approvals.ListAsync())[0]);
            await Refunds().ResumeAsync(answered);

            var undone = await store.OpenAsync(new SessionKey("undone"));
            await AskAsync(undone);
            await undone.UndoTurnAsync();
            var redone = await store.OpenAsync(new SessionKey("redone"));
            await AskAsync(redone);
            await redone.UndoTurnAsync();
            await redone.RedoAsync();

            // What is written behind a head that was moved begins another stretch of the line.
            var written = await store.OpenAsync(new SessionKey("redone and written to"));
            await AskAsync(written);
            await written.UndoTurnAsync();
            await written.RedoAsync();
            await written.State.SetAsync("seen", true);

            var deleted = await store.OpenAsync(new SessionKey("deleted"));
            await deleted.AddAsync(new ChatMessage(ChatRole.User, "hello"));
            await AskAsync(await deleted.Branches.ForkAsync("f"));
            await deleted.Branches.DeleteAsync("f");
            var closed = await store.OpenAsync(new SessionKey("closed"));
            await AskAsync(closed);
            await closed.CloseAsync();
            expected = await DescribeAsync(store);
        }

        using (var file = Connection.Open(path, create: false))
        {
            // As earlier versions left it: what was written last counted, whichever branch it was on.
            file.Execute("""
                UPDATE sessions SET activity = 0 WHERE session = 'answered and gone on with on main, waits on f';
                UPDATE sessions SET activity = 2 WHERE session IN ('deleted', 'undone');
                ALTER TABLE sessions DROP COLUMN waits; ALTER TABLE sessions DROP COLUMN waiting; ALTER TABLE branches DROP COLUMN waits;
                ALTER TABLE sessions DROP COLUMN entries; ALTER TABLE sessions DROP COLUMN bytes_beside; ALTER TABLE sessions DROP COLUMN receipts;
                DROP INDEX sessions_by_owner; DROP INDEX sessions_by_time; DROP INDEX sessions_apart_by_owner; DROP INDEX sessions_apart_by_time;
                ALTER TABLE sessions DROP COLUMN drift; UPDATE sessions SET listed = listed / 60000; CREATE INDEX sessions_by_owner ON sessions (app, user, listed DESC);
                PRAGMA user_version = 9
                """);
        }

        await using var migrated = await SqliteSessionStore.OpenAsync(path);
        Assert.Equal(expected, await DescribeAsync(migrated));
        var reopened = (await migrated.FindAsync(new SessionKey("closed")))!;
        await reopened.ReopenAsync();
        Assert.Equal(SessionActivity.Waiting, (await reopened.RefreshAsync()).Activity);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<string>> DescribeAsync(SqliteSessionStore store)
    {
        var all = new List<string>();
        await foreach (var record in store.ListSessionsAsync(new SessionOwner()))
        {
            var branches = await store.GetBranchesAsync(record.Key);
            all.Add($"{record.Key.Id}: {record.Activity}, {record.WaitingBranches} ({string.Join(", ", branches.Where(branch => branch.IsWaiting).Select(branch => branch.Name))})");
        }

        return [.. all.Order(StringComparer.Ordinal)];
    }

    private static Task<AgentAnswer> AskAsync(Session session) => Refunds().RunAsync("Refund order 17.", session);

    private static Agent Refunds() => new(new OfflineChatClient([new OfflineRule("Refund", request => request.RunsOfThisTurn.Count > 0 ? null : OfflineAnswer.Call(new OfflineCall("refund_order", new Dictionary<string, object?> { ["order"] = 17 })))]))
    {
        Tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int order) => $"Refunded {order}.", "refund_order", "Refunds an order."))],
    };
}
