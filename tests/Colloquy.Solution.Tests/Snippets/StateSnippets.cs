using Colloquy.Models;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

public sealed class StateSnippets
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_code_of_the_page_on_state_does_what_the_page_says()
    {
        var session = await _store.OpenAsync(new SessionKey("ticket-4711", "alice@example.com", "support"));

        // snippet: state-scopes
        await session.State.SetAsync("shopping_cart", new[] { "item1", "item2" });             // this conversation
        await session.State.SetAsync("language", "English", Scope.User);                       // this user, in all conversations
        await session.State.SetAsync("feature_flags", new { NewUi = true }, Scope.App);        // everybody

        var language = await session.State.GetAsync<string>("language", Scope.User);
        var order = await session.State.IncrementAsync("orders", scope: Scope.App);            // no two callers get the same number

        // snippet: end
        Assert.Equal(("English", 1L), (language, order));

        // snippet: state-changes
        var seen = StateVersion.None;
        foreach (var change in await session.State.ChangesAsync(seen, Scope.User))             // the newest write of each key
        {
            Console.WriteLine(change.Removed ? $"{change.Key} is gone" : $"{change.Key} is {change.Value}");
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
        var model = new OfflineChatClient([new("Order", request => request.Text.StartsWith("Place", StringComparison.Ordinal) && request.Messages[^1].Role == ChatRole.User ? OfflineAnswer.Call(new OfflineCall("place_order", new Dictionary<string, object?> { ["item"] = "a book" })) : null)]);
        var session = await _store.OpenAsync(new SessionKey("ticket-4711", "alice@example.com", "support"));

        // snippet: state-run
        var agent = new Agent(model)
        {
            Name = "checkout",
            Tools = [AgentTool.Create(PlaceOrder, "place_order")],
        };

        async Task<string> PlaceOrder(string item, RunContext run)
        {
            var number = await run.State.IncrementAsync("orders", scope: Scope.App);           // committed now, with an entry that tells
            await run.State.SetAsync("last_order", number);                                    // committed with this tool's result
            await run.State.SetAsync("step", "payment", Scope.Temp);                           // for the tools that come after
            return $"Order {number}: {item}";
        }

        // snippet: end
        var answer = await agent.RunAsync("Place an order for a book.", session);
        Assert.Equal("Order 1: a book", answer.ToolCalls.Single().Result?.ToString());
        Assert.Equal((1, 1), (await session.State.GetAsync<int>("last_order"), await _store.State("support").GetAsync<int>("orders")));
        var told = (await _store.ReadAsync(session.Key, LogRead.All())).Entries.Single(entry => entry.Kind == EntryKind.ScopedState);
        Assert.Equal(("orders", "checkout"), (told.Subject, told.Author));
    }

    private static async Task MethodsAsync(SessionState state)
    {
        // snippet: state-methods
        await state.SetAsync("tier", "gold");                                                  // whatever was there
        var tier = await state.GetAsync<string>("tier");                                       // null when it is absent
        var entry = await state.FindAsync("tier");                                             // the value and its version, or null
        var written = await state.TrySetAsync("tier", "silver", expected: entry?.Version);     // false when somebody else wrote
        var visits = await state.IncrementAsync("visits");
        var removed = await state.RemoveAsync("tier");
        var all = await state.ListAsync();
        var home = state.Within("home");                                                       // its keys stand under 'home/'

        // snippet: end
        Assert.Equal(("gold", true, 1L, true), (tier, written, visits, removed));
        Assert.Equal(["shopping_cart", "visits"], all.Select(found => found.Key));
        Assert.Empty(await home.ListAsync());
    }

    private static async Task StandaloneAsync(InMemorySessionStore store, Session session)
    {
        // snippet: state-standalone
        await store.State("support", "alice@example.com").SetAsync("theme", "dark");           // a page of settings
        var limit = await store.State("support").GetAsync<int?>("rate_limit") ?? 1000;         // of the application

        // snippet: end
        Assert.Equal((1000, "dark"), (limit, await session.State.GetAsync<string>("theme", Scope.User)));
    }

    private static async Task LimitsAsync(InMemorySessionStore store, SessionKey key)
    {
        // snippet: state-limits
        var options = new SessionOptions { State = new StateOptions { MaxValueBytes = 16 * 1024, MaxTotalBytes = 256 * 1024 } };
        var session = await store.OpenAsync(key, options);

        // snippet: end
        await Assert.ThrowsAsync<StateTooLargeException>(() => session.State.SetAsync("large", new string('x', 20_000)));
    }
}
