using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class UsageTests
{
    private static readonly PriceTable Prices = new(
    [
        new() { Provider = "scripted", Model = "small", Input = 1, CachedInput = 0.1m, Output = 10 },
        new() { Provider = "scripted", Model = "large", Input = 10, Output = 100 },
    ]);

    private readonly InMemorySessionStore _store = new();
    private readonly ListLogger _logger = new();
    private readonly AIFunction _echo = AgentTool.Create((string value) => value, "echo");

    [Fact]
    public async Task Several_models_in_one_turn_and_several_turns_add_up()
    {
        var session = await OpenAsync();
        var agent = Scripted(Reply.Call("echo", "small", 1_000, 10), Reply.Say("one", "large", 2_000, 20), Reply.Say("two", "small", 3_000, 30, cached: 1_000));
        var first = await agent.RunAsync("first", session);
        var second = await agent.RunAsync("second", session);

        var totals = await session.Usage.GetAsync();
        var turns = await session.Usage.GetAsync(UsageBy.Turn);

        Assert.Equal((3, 1, 6_000, 60, 1_000, 6_060), (totals.Calls, totals.ToolCalls, totals.InputTokens, totals.OutputTokens, totals.CachedInputTokens, totals.TotalTokens));
        Assert.Equal(0.0011m + 0.022m + 0.0024m, totals.Cost);
        Assert.Equal([(first.TurnStart, 2, 0.0231m), (second.TurnStart, 1, 0.0024m)], turns.Select(turn => (turn.TurnStart!.Value, (int)turn.Totals.Calls, turn.Totals.Cost)));
        Assert.Equal(["large", "small"], (await session.Usage.GetAsync(UsageBy.Model)).Select(row => row.Key));
        Assert.Equal(("echo", 1L), (await session.Usage.GetAsync(UsageBy.Tool)).Select(row => (row.Key, row.Totals.ToolCalls)).Single());
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public void Totals_as_text_name_the_models_without_a_price() =>
        Assert.EndsWith("Cost = 0.5, UnpricedCalls = 2, UnreportedCalls = 0, UnreadableCalls = 0, ModelsWithoutPrice = [a/one, b/two] }", $"{new UsageTotals { Cost = 0.5m, UnpricedCalls = 2, ModelsWithoutPrice = ["a/one", "b/two"] }}", StringComparison.Ordinal);

    [Fact]
    public async Task What_was_taken_back_stays_spent_but_is_not_on_the_branch()
    {
        var session = await OpenAsync();
        var agent = Scripted(Reply.Say("one", "small", 1_000, 0), Reply.Say("two", "small", 5_000, 0));
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);

        await session.UndoTurnAsync();

        Assert.Equal(6_000, (await session.Usage.GetAsync()).InputTokens);
        Assert.Equal(1_000, (await session.Usage.GetBranchAsync()).InputTokens);
        Assert.Equal(["small"], (await session.Usage.GetBranchAsync(UsageBy.Model)).Select(row => row.Key));
    }

    [Fact]
    public async Task A_deleted_branch_stays_spent_and_each_branch_has_its_own_history()
    {
        var session = await OpenAsync();
        var agent = Scripted(Reply.Say("one", "small", 1_000, 0), Reply.Say("two", "small", 20_000, 0), Reply.Say("three", "large", 300_000, 0));
        await agent.RunAsync("first", session);
        var fork = await session.Branches.ForkAsync("fork");
        var main = await session.Branches.OpenAsync("main");
        await agent.RunAsync("on main", main);
        await agent.RunAsync("on the fork", fork);

        Assert.Equal((21_000, 301_000), ((await main.Usage.GetBranchAsync()).InputTokens, (await fork.Usage.GetBranchAsync()).InputTokens));
        await main.Branches.DeleteAsync("fork");
        Assert.Equal((21_000, 321_000), ((await main.Usage.GetBranchAsync()).InputTokens, (await main.Usage.GetAsync()).InputTokens));
    }

    [Fact]
    public async Task A_model_without_a_price_is_warned_of_once_and_its_calls_wait_for_one()
    {
        var session = await OpenAsync();
        var agent = Scripted(Reply.Say("one", "new", 1_000_000, 0), Reply.Say("two", "new", 1_000_000, 0));
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);

        var unpriced = await session.Usage.GetAsync();
        var priced = await session.Usage.GetAsync(prices: new PriceTable([new() { Provider = "scripted", Model = "new", Input = 3, Output = 0 }]));

        Assert.Equal((0, 2), (unpriced.Cost, unpriced.UnpricedCalls));
        Assert.Equal(["scripted/new"], unpriced.ModelsWithoutPrice);
        Assert.Equal((6, 0), (priced.Cost, priced.UnpricedCalls));
        Assert.Equal("Warning: No price is known for model 'new' of provider 'scripted': its calls are recorded without a cost, and count nothing against limits of money. Add it to the price file.", Assert.Single(_logger.Lines));
    }

    [Fact]
    public async Task A_call_that_failed_counts_as_one_without_reported_usage()
    {
        var session = await OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Scripted(ScriptedChatClient.Throw(new InvalidOperationException("down"))).RunAsync("go", session));

        var totals = await session.Usage.GetAsync();
        Assert.Equal((1, 1, 0, 0), (totals.Calls, totals.UnreportedCalls, totals.UnpricedCalls, totals.TotalTokens));
    }

    [Fact]
    public async Task Counts_that_no_call_can_have_are_not_believed()
    {
        var session = await OpenAsync();
        var usage = new UsageDetails { InputTokenCount = -5, OutputTokenCount = long.MaxValue, TotalTokenCount = long.MaxValue };

        await Scripted(Reply.Step("small", usage, new TextContent("one"))).RunAsync("first", session);

        var totals = await session.Usage.GetAsync();
        Assert.Equal((0, UsageRecord.MostTokens, UsageRecord.MostTokens, 10_000m), (totals.InputTokens, totals.OutputTokens, totals.TotalTokens, totals.Cost));
    }

    [Fact]
    public async Task Rows_are_plain_json()
    {
        var session = await OpenAsync();
        await Scripted(Reply.Say("one", "small", 1_000, 10)).RunAsync("first", session);

        var row = Assert.Single(await session.Usage.GetAsync(UsageBy.Model));

        Assert.Equal(
            """{"Key":"small","Totals":{"Calls":1,"ToolCalls":0,"InputTokens":1000,"OutputTokens":10,"CachedInputTokens":0,"ReasoningTokens":0,"TotalTokens":1010,"Cost":0.0011,"UnpricedCalls":0,"UnreportedCalls":0,"UnreadableCalls":0,"ModelsWithoutPrice":[]},"Session":null,"TurnStart":null}""",
            System.Text.Json.JsonSerializer.Serialize(row));
    }

    [Fact]
    public async Task A_directory_that_is_no_store_says_what_to_ask()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => new BareDirectory().GetUsageAsync(SessionSelection.All));

        Assert.Contains("Ask the store itself", refused.Message, StringComparison.Ordinal);
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s", "ada"), new() { LoggerFactory = _logger });

    private Agent Scripted(params ScriptedChatClient.Step[] steps) => new(new ScriptedChatClient(steps)) { Tools = [_echo], Prices = Prices };

    private sealed class BareDirectory : ISessionDirectory
    {
        public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default) => new(new SessionPage([], null));
    }
}
