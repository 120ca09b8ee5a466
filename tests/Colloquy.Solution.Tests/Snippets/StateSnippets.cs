using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

public sealed class StateSnippets
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_code_of_the_page_on_state_does_what_the_page_says()
    {
        var session = await _store.OpenAsync(new SessionKey("case-17", "ines@works.example", "desk"));

        // snippet: state-scopes
        await session.State.SetAsync("open_jobs", new[] { "pump P-12", "gate 3" });            // for this conversation
        await session.State.SetAsync("units", "metric", Scope.User);                           // for this user, in all conversations
        await session.State.SetAsync("opening", new { From = 7, To = 16 }, Scope.App);         // for all users of the app

        var units = await session.State.GetAsync<string>("units", Scope.User);
        var order = await session.State.IncrementAsync("orders", scope: Scope.App);            // no two callers get the same number

        // snippet: end
        Assert.Equal(("metric", 1L), (units, order));

        // snippet: state-changes
        var seen = StateVersion.None;
        foreach (var change in await session.State.GetChangesAsync(seen, Scope.User))             // the newest change of each key
        {
            Console.WriteLine(change.IsRemoved ? $"{change.Key} is gone" : $"{change.Key} is {change.Value}");
            seen = change.Version;
        }

        // snippet: end
        Assert.Equal(1, seen.Value);
        await MethodsAsync(session.State);
        await StandaloneAsync(_store, session);
        await LimitsAsync(_store, session.Key);
    }

    [Fact]
    public async Task A_tool_writes_to_all_scopes()
    {
        var model = new OfflineChatClient([new("Order", request => request.Text.StartsWith("Place", StringComparison.Ordinal) && request.Messages[^1].Role == ChatRole.User ? OfflineAnswer.Call(new OfflineCall("place_order", new Dictionary<string, object?> { ["item"] = "a seal" })) : null)]);
        var session = await _store.OpenAsync(new SessionKey("case-17", "ines@works.example", "desk"));

        // snippet: state-run
        var agent = new Agent(model)
        {
            Name = "stores",
            Tools = [AgentTool.Create(PlaceOrder, "place_order")],
        };

        async Task<string> PlaceOrder(string item, RunContext run)
        {
            var number = await run.State.IncrementAsync("orders", scope: Scope.App);           // committed now, with an entry that records the write
            await run.State.SetAsync("last_order", number);                                    // committed together with this tool's result
            await run.State.SetAsync("shelf", "C-4", Scope.Temp);                              // for the tools that come after
            return $"Order {number}: {item}";
        }

        // snippet: end
        var answer = await agent.RunAsync("Place an order for a seal.", session);
        Assert.Equal("Order 1: a seal", answer.ToolCalls.Single().Result?.ToString());
        Assert.Equal((1, 1), (await session.State.GetAsync<int>("last_order"), await _store.GetState(new SessionOwner(app: "desk")).GetAsync<int>("orders")));
        var told = (await _store.ReadAsync(session.Key, LogRead.All())).Entries.Single(entry => entry.Kind == EntryKind.ScopedState);
        Assert.Equal(("orders", "stores"), (told.Subject, told.Author));
    }

    private static async Task MethodsAsync(SessionState state)
    {
        // snippet: state-methods
        await state.SetAsync("tier", "gold");                                                  // replaces any value
        var tier = await state.GetAsync<string>("tier");                                       // null if the key is absent
        var entry = await state.FindAsync("tier");                                             // the value and its version, or null
        var written = await state.TrySetAsync("tier", "silver", expected: entry?.Version);     // false if another writer changed it
        var visits = await state.IncrementAsync("visits");
        var removed = await state.RemoveAsync("tier");
        var all = await state.ListAsync();
        var home = state.WithPrefix("home");                                                       // prefixes its keys with 'home/'

        // snippet: end
        Assert.Equal(("gold", true, 1L, true), (tier, written, visits, removed));
        Assert.Equal(["open_jobs", "visits"], all.Select(found => found.Key));
        Assert.Empty(await home.ListAsync());
    }

    private static async Task StandaloneAsync(InMemorySessionStore store, Session session)
    {
        // snippet: state-standalone
        await store.GetState(new SessionOwner("ines@works.example", "desk")).SetAsync("font_size", 14);            // for a settings page
        var limit = await store.GetState(new SessionOwner(app: "desk")).GetAsync<int?>("cases_a_day") ?? 40;            // state of the application

        // snippet: end
        Assert.Equal((40, 14), (limit, await session.State.GetAsync<int>("font_size", Scope.User)));
    }

    private static async Task LimitsAsync(InMemorySessionStore store, SessionKey key)
    {
        // snippet: state-limits
        var options = new OpenSessionOptions { State = new StateOptions { MaxValueBytes = 16 * 1024, MaxTotalBytes = 256 * 1024 } };
        var session = await store.OpenAsync(key, options);

        // snippet: end
        await Assert.ThrowsAsync<SizeLimitException>(() => session.State.SetAsync("large", new string('x', 20_000)));
    }
}
