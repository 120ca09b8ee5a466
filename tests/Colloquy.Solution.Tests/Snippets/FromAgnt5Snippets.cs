using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agnt5.md, compiled and run with the offline stand-in for a model.</summary>
public sealed class FromAgnt5Snippets
{
    private static readonly AITool s_findBerth = AIFunctionFactory.Create((string query) => $"Berth 7 is free ({query})", "find_berth", "Finds a free berth.");
    private static readonly AITool s_reserveBerth = AIFunctionFactory.Create(() => "Berth 7 is reserved.", "reserve_berth", "Reserves a berth.");
    private static readonly AITool s_depths = AIFunctionFactory.Create((string query) => $"9 metres at berth 7 ({query})", "find_depths", "Finds depths of water.");
    private static readonly AITool s_tides = AIFunctionFactory.Create((string query) => $"High water at 14:20 ({query})", "find_tides", "Finds tides.");
    private static readonly AITool s_writePlan = AIFunctionFactory.Create((string text) => $"Written: {text.Length} characters", "write_report", "Writes a document.");

    private readonly InMemorySessionStore _store = new();
    private readonly OfflineChatClient _model = new();

    [Fact]
    public async Task A_session_is_created_and_messages_are_kept()
    {
        var store = _store;

        // snippet: agnt5-create
        var session = await store.OpenAsync(new SessionKey("call-31", user: "curlew", app: "harbour"));
        await session.SetMetadataAsync("flag", "PL");

        await session.AddAsync(new ChatMessage(ChatRole.User, "We arrive on Tuesday, 90 metres long."));
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "Berth 7 is long enough."));

        var newest = await session.GetItemsAsync(limit: 10);
        var said = await session.GetItemsAsync(role: ChatRole.User);

        // snippet: end
        Assert.Equal("PL", (await store.FindAsync(session.Key))!.Record.Details.Metadata["flag"]);
        Assert.Equal((2, 2), (newest.Count, (await session.GetItemsAsync()).Count));
        Assert.Equal("We arrive on Tuesday, 90 metres long.", Assert.Single(said).Message.Text);
    }

    [Fact]
    public async Task State_has_four_scopes()
    {
        var session = await _store.OpenAsync(new SessionKey("one", user: "curlew"));

        // snippet: agnt5-state
        await session.State.SetAsync("asked_berths", new[] { 7, 9 });                    // this conversation
        await session.State.SetAsync("draught", 6.2, Scope.User);                        // all conversations of this ship
        await session.State.SetAsync("closed_quays", new[] { "north" }, Scope.App);      // all ships

        // snippet: end
        var other = (await _store.OpenAsync(new SessionKey("two", user: "curlew"))).State;
        Assert.Equal((null, 6.2, "north"), (await other.FindAsync("asked_berths"), await other.GetAsync<double>("draught", Scope.User), (await other.GetAsync<string[]>("closed_quays", Scope.App))![0]));
        var stranger = (await _store.OpenAsync(new SessionKey("two", user: "sandpiper"))).State;
        Assert.Equal((null, "north"), (await stranger.FindAsync("draught", Scope.User), (await stranger.GetAsync<string[]>("closed_quays", Scope.App))![0]));

        // snippet: agnt5-state-temp
        var weigh = AgentTool.Create(async (string text, RunContext run) => await run.State.SetAsync("weighed", "4,200 t", Scope.Temp), "weigh");
        var bill = AgentTool.Create(async (string text, RunContext run) => $"fee for {await run.State.GetAsync<string>("weighed", Scope.Temp)}", "bill");

        // snippet: end
        var agent = new Agent(new OfflineChatClient([OneAfterTheOther("weigh", "bill")])) { Tools = [weigh, bill] };
        var answer = await agent.RunAsync("Go", session);
        Assert.Equal("fee for 4,200 t", answer.ToolCalls[^1].Result?.ToString());
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.State.GetAsync<string>("weighed", Scope.Temp));
    }

    [Fact]
    public async Task An_agent_runs_on_a_session()
    {
        var (store, chatClient) = (_store, _model);
        var session = await store.OpenAsync(new SessionKey("call-32", user: "curlew"));
        await session.SetMetadataAsync("cargo", "timber");
        var agent = new Agent(chatClient)
        {
            Name = "berths",
            Instructions = "You plan the berths of a harbour.",
            Tools = [s_findBerth, s_reserveBerth],
        };

        var answer = await agent.RunAsync("Is there room for us on Friday", session);

        var history = await session.GetItemsAsync();
        Assert.Equal("Is there room for us on Friday", history[0].Message.Text);
        Assert.Equal(answer.Text, history[^1].Message.Text);
    }

    [Fact]
    public async Task Several_agents_work_on_one_session_and_see_each_others_work()
    {
        var (store, chatClient) = (_store, _model);
        var (depths, tides, writePlan) = (s_depths, s_tides, s_writePlan);

        // snippet: agnt5-agents
        var session = await store.OpenAsync(new SessionKey("plan-week-9", user: "harbour-master"));
        await session.State.SetAsync("ship", "Curlew");

        var surveyor = new Agent(chatClient) { Name = "surveyor", Tools = [depths] };
        var pilot = new Agent(chatClient) { Name = "pilot", Tools = [tides] };
        var planner = new Agent(chatClient) { Name = "planner", Tools = [writePlan] };

        var found = await surveyor.RunAsync("Find the depths at berth 7", session);
        var times = await pilot.RunAsync("Find the tides of Friday", session);
        var plan = await planner.RunAsync("Write the report", session);      // sees the messages of the others

        // snippet: end
        Assert.Contains($"surveyor: {found.Text}", plan.Text, StringComparison.Ordinal);
        Assert.Contains($"pilot: {times.Text}", plan.Text, StringComparison.Ordinal);
        Assert.Equal(["surveyor", "pilot", "planner"], (await session.GetItemsAsync()).Select(item => item.Author).OfType<string>().Distinct());
        Assert.Equal("Curlew", await session.State.GetAsync<string>("ship"));
    }

    [Fact]
    public async Task An_agent_routes_to_the_officer_by_a_value_or_by_a_tool()
    {
        var (store, chatClient, reserveBerth) = (_store, _model, s_reserveBerth);
        var session = await store.OpenAsync(new SessionKey("call-33", user: "curlew"));
        var berths = new Agent(chatClient) { Name = "berths", Instructions = "You are the berth officer.", Tools = [reserveBerth] };
        var pilots = new Agent(chatClient) { Name = "pilots", Instructions = "You are the pilot officer." };

        // snippet: agnt5-routing
        var dispatcher = new Agent(chatClient) { Name = "dispatcher", Instructions = "Say which officer a call is for." };
        var call = await dispatcher.RunAsync<Call>("Please reserve a berth for us.", session);

        var officer = call.Value.Officer == Officer.Berths ? berths : pilots;
        var answer = await officer.RunAsync("Answer the ship.", session);       // sees the whole conversation

        // snippet: end
        Assert.Equal(Officer.Berths, call.Value.Officer);
        Assert.Equal("berths", answer.Agent);
        Assert.Contains(answer.Conversation, message => message.Text == "Please reserve a berth for us.");

        var visit = await store.OpenAsync(new SessionKey("call-34", user: "curlew"));

        // snippet: agnt5-handoff
        var office = new Agent(chatClient) { Name = "office", Handoffs = [berths, pilots] };
        var handed = await office.RunAsync("Please reserve a berth for us.", visit);      // berths answers, and has the next turns too

        // snippet: end
        Assert.Equal("berths", handed.Agent);
        Assert.Contains("Berth 7 is reserved.", handed.Text, StringComparison.Ordinal);
        Assert.Equal("berths", await visit.GetActiveAgentAsync());
    }

    [Fact]
    public async Task Scopes_fit_how_long_a_value_is_needed()
    {
        var session = await _store.OpenAsync(new SessionKey("one", user: "curlew"));
        var quays = new Dictionary<string, bool> { ["north"] = false };

        await session.State.SetAsync("page_of_plan", 3);
        await session.State.SetAsync("answer_by", "radio", Scope.User);
        await session.State.SetAsync("berths", 12, Scope.App);
        await session.State.SetAsync("quays_open", quays, Scope.App);

        Assert.Equal((3, "radio", 12), (await session.State.GetAsync<int>("page_of_plan"), await session.State.GetAsync<string>("answer_by", Scope.User), await session.State.GetAsync<int>("berths", Scope.App)));
        Assert.False((await session.State.GetAsync<Dictionary<string, bool>>("quays_open", Scope.App))!["north"]);
    }

    [Fact]
    public async Task State_tells_agents_where_the_work_stands()
    {
        var session = await _store.OpenAsync(new SessionKey("plan"));

        // snippet: agnt5-progress
        await session.State.SetAsync("notes/surveyor", new { done = true, depth = 9 });      // one key for each agent
        await session.State.SetAsync("notes/pilot", new { done = false });

        var note = await session.State.FindAsync("notes/surveyor");
        var isDone = note?.Value.GetProperty("done").GetBoolean();

        // snippet: end
        Assert.True(isDone);
        Assert.Equal(["notes/pilot", "notes/surveyor"], (await session.State.ListAsync()).Select(entry => entry.Key));
    }

    private static OfflineRule OneAfterTheOther(params string[] tools) =>
        new("One tool after the other", request => request.RunsOfThisTurn.Count < tools.Length ? OfflineAnswer.Call(new OfflineCall(tools[request.RunsOfThisTurn.Count], new Dictionary<string, object?> { ["text"] = "text" })) : null);

    private sealed record Call(Officer Officer);

    private enum Officer
    {
        Pilots,
        Berths,
    }
}
