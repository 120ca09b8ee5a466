using Colloquy.Models;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agnt5.md, compiled and run with the offline stand-in for a model.</summary>
public sealed class Agnt5Snippets
{
    private static readonly AITool s_searchKnowledge = AIFunctionFactory.Create((string query) => $"1 article: charges on a card appear within two days ({query})", "search_knowledge", "Searches the knowledge base for help.");
    private static readonly AITool s_createTicket = AIFunctionFactory.Create((string subject) => $"TKT-1: {subject}", "create_ticket", "Creates a ticket.");
    private static readonly AITool s_paperSearch = AIFunctionFactory.Create((string topic) => $"3 papers on {topic}", "search_papers", "Searches papers.");
    private static readonly AITool s_githubSearch = AIFunctionFactory.Create((string topic) => $"2 repositories for {topic}", "search_implementations", "Searches implementations.");
    private static readonly AITool s_writeDocument = AIFunctionFactory.Create((string text) => $"Written: {text.Length} characters", "write_document", "Writes a document.");

    private readonly InMemorySessionStore _store = new();
    private readonly OfflineChatClient _model = new();

    [Fact]
    public async Task A_session_is_created_and_messages_are_kept()
    {
        var store = _store;

        // snippet: agnt5-create
        // Open a session of a user, with metadata
        var session = await store.OpenAsync(new SessionKey("conv-2024-001", user: "user-123", app: "research_assistant"));
        await session.SetMetadataAsync("project", "ai-safety-research");

        // snippet: end

        // snippet: agnt5-send
        // Append messages to the conversation
        await session.AddAsync(new ChatMessage(ChatRole.User, "What are the key challenges in AI alignment?"));
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "The main challenges include value learning and robustness."));

        // snippet: end

        // snippet: agnt5-history
        // The last 10 messages
        var messages = await session.GetItemsAsync(limit: 10);

        // All messages
        var allMessages = await session.GetItemsAsync();

        // By role, filtered by the store
        var userMessages = await session.GetItemsAsync(role: ChatRole.User);

        // snippet: end
        Assert.Equal("ai-safety-research", (await store.FindAsync(session.Key))!.Record.Details.Metadata["project"]);
        Assert.Equal((2, 2), (messages.Count, allMessages.Count));
        Assert.Equal("What are the key challenges in AI alignment?", Assert.Single(userMessages).Message.Text);
    }

    [Fact]
    public async Task State_has_four_scopes()
    {
        var session = await _store.OpenAsync(new SessionKey("one", user: "user-123"));

        // snippet: agnt5-state
        // Session scope: this conversation (the default)
        await session.State.SetAsync("shopping_cart", new[] { "item1", "item2" });
        await session.State.SetAsync("current_step", "checkout");

        // User scope: all conversations of this user
        await session.State.SetAsync("language", "English", Scope.User);
        await session.State.SetAsync("timezone", "America/Los_Angeles", Scope.User);

        // App scope: everybody
        await session.State.SetAsync("api_version", "v2", Scope.App);
        await session.State.SetAsync("feature_flags", new { new_ui = true }, Scope.App);

        // snippet: end
        var other = (await _store.OpenAsync(new SessionKey("two", user: "user-123"))).State;
        Assert.Equal((null, "English", "v2"), (await other.GetAsync<string>("current_step"), await other.GetAsync<string>("language", Scope.User), await other.GetAsync<string>("api_version", Scope.App)));
        var stranger = (await _store.OpenAsync(new SessionKey("two", user: "user-456"))).State;
        Assert.Equal((null, "v2"), (await stranger.GetAsync<string>("language", Scope.User), await stranger.GetAsync<string>("api_version", Scope.App)));

        // snippet: agnt5-state-temp
        // Temp scope: one run, for the tools and context providers in it
        var validate = AgentTool.Create(async (string text, RunContext run) => await run.State.SetAsync("processing_step", "validation", Scope.Temp), "validate_text", "Validates a text.");
        var process = AgentTool.Create(async (string text, RunContext run) => $"after {await run.State.GetAsync<string>("processing_step", Scope.Temp)}", "process_text", "Processes a text.");

        // snippet: end
        var agent = new Agent(new OfflineChatClient([OneAfterTheOther("validate_text", "process_text")])) { Tools = [validate, process] };
        var answer = await agent.RunAsync("Go", session);
        Assert.Equal("after validation", answer.ToolCalls[^1].Result?.ToString());
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.State.GetAsync<string>("processing_step", Scope.Temp));
    }

    [Fact]
    public async Task An_agent_runs_on_a_session()
    {
        var (store, chatClient, searchKnowledge, createTicket) = (_store, _model, s_searchKnowledge, s_createTicket);

        // snippet: agnt5-agent
        // Open the session
        var session = await store.OpenAsync(new SessionKey("support-ticket-456", user: "customer-789"));
        await session.SetMetadataAsync("ticket_type", "billing");

        // The agent is given the session with each run
        var agent = new Agent(chatClient)
        {
            Name = "support_agent",
            Instructions = "You are a helpful customer support agent.",
            Tools = [searchKnowledge, createTicket],
        };
        var result = await agent.RunAsync("I need help with my recent charge", session);

        // The session has the full conversation
        var history = await session.GetItemsAsync();

        // snippet: end
        Assert.Equal("I need help with my recent charge", history[0].Message.Text);
        Assert.Equal(result.Text, history[^1].Message.Text);
    }

    [Fact]
    public async Task Several_agents_work_on_one_session_and_see_each_others_work()
    {
        var (store, chatClient) = (_store, _model);
        var (paperSearch, githubSearch, documentTool) = (s_paperSearch, s_githubSearch, s_writeDocument);

        // snippet: agnt5-agents
        // One session for all
        var session = await store.OpenAsync(new SessionKey("research-workflow-001", user: "researcher-123"));
        await session.SetMetadataAsync("project", "quantum-computing-review");

        // Shared context
        await session.State.SetAsync("research_topic", "quantum error correction");
        await session.State.SetAsync("target_depth", "comprehensive");

        // Several specialists work together
        var literatureAgent = new Agent(chatClient) { Name = "literature_reviewer", Tools = [paperSearch] };
        var codeAgent = new Agent(chatClient) { Name = "code_analyzer", Tools = [githubSearch] };
        var synthesisAgent = new Agent(chatClient) { Name = "synthesizer", Tools = [documentTool] };

        // The pipeline
        var papers = await literatureAgent.RunAsync("Find recent papers", session);
        var implementations = await codeAgent.RunAsync("Find implementations", session);
        var report = await synthesisAgent.RunAsync("Synthesize findings", session);

        // All see each other's work, and each message says whose it is
        var fullHistory = await session.GetItemsAsync();

        // snippet: end
        Assert.Contains($"literature_reviewer: {papers.Text}", report.Text, StringComparison.Ordinal);
        Assert.Contains($"code_analyzer: {implementations.Text}", report.Text, StringComparison.Ordinal);
        Assert.Equal(["literature_reviewer", "code_analyzer", "synthesizer"], fullHistory.Select(item => item.Author).OfType<string>().Distinct());
    }

    [Fact]
    public async Task A_coordinator_routes_to_the_specialist()
    {
        var (store, chatClient) = (_store, _model);
        AITool[] billingTools = [AIFunctionFactory.Create(() => "The plan is now Pro.", "upgrade_subscription", "Upgrades the subscription.")];
        AITool[] techTools = [];

        // snippet: agnt5-handoff
        var session = await store.OpenAsync(new SessionKey("customer-inquiry-789", user: "customer-456"));

        // The coordinator says by a value who is to answer
        var coordinator = new Agent(chatClient) { Name = "router", Instructions = "Classify the inquiry." };
        var routing = await coordinator.RunAsync<Routing>("How do I upgrade my subscription?", session);

        // The specialist gets the whole conversation
        var specialist = routing.Value.Category switch
        {
            Category.Billing => new Agent(chatClient) { Name = "billing_specialist", Instructions = "You are the billing specialist.", Tools = billingTools },
            _ => new Agent(chatClient) { Name = "tech_support", Instructions = "You are the technical specialist.", Tools = techTools },
        };
        var result = await specialist.RunAsync("Continue from the coordinator's analysis", session);

        // snippet: end
        Assert.Equal(Category.Billing, routing.Value.Category);
        Assert.Equal("billing_specialist", result.Agent);
        Assert.Contains(result.Conversation, message => message.Text == "How do I upgrade my subscription?");

        var inquiry = await store.OpenAsync(new SessionKey("customer-inquiry-790", user: "customer-456"));

        // snippet: agnt5-transfer
        // Or the router hands over by a tool, and the specialist has the next turns too
        var router = new Agent(chatClient)
        {
            Name = "router",
            Handoffs =
            [
                new Agent(chatClient) { Name = "billing_specialist", Instructions = "You are the billing specialist.", Tools = billingTools },
                new Agent(chatClient) { Name = "tech_support", Instructions = "You are the technical specialist.", Tools = techTools },
            ],
        };
        var transferred = await router.RunAsync("How do I upgrade my subscription?", inquiry);

        // snippet: end
        Assert.Equal("billing_specialist", transferred.Agent);
        Assert.Contains("The plan is now Pro.", transferred.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_fit_how_long_a_value_is_needed()
    {
        var session = await _store.OpenAsync(new SessionKey("one", user: "user-123"));
        var (content, flags) = ("A draft.", new Dictionary<string, bool> { ["new_ui"] = true });

        // snippet: agnt5-scopes
        // Session scope: of this conversation
        await session.State.SetAsync("current_page", 3);
        await session.State.SetAsync("draft_document", content);

        // User scope: what a user prefers
        await session.State.SetAsync("theme", "dark", Scope.User);
        await session.State.SetAsync("notification_preference", "email", Scope.User);

        // App scope: the configuration of all
        await session.State.SetAsync("rate_limit", 1000, Scope.App);
        await session.State.SetAsync("feature_flags", flags, Scope.App);

        // snippet: end
        Assert.Equal((3, "dark", 1000), (await session.State.GetAsync<int>("current_page"), await session.State.GetAsync<string>("theme", Scope.User), await session.State.GetAsync<int>("rate_limit", Scope.App)));
    }

    [Fact]
    public async Task State_tells_agents_where_the_work_stands()
    {
        var session = await _store.OpenAsync(new SessionKey("workflow"));

        // snippet: agnt5-workflow
        // One key for each agent, so that none writes over another
        await session.State.SetAsync("workflow_stage", "research");
        await session.State.SetAsync("agent_outputs/researcher", new { status = "completed", findings = new[] { "three papers" } });
        await session.State.SetAsync("agent_outputs/analyzer", new { status = "in_progress" });
        await session.State.SetAsync("agent_outputs/writer", new { status = "pending" });

        // Agents can check what they depend on
        var currentStage = await session.State.GetAsync<string>("workflow_stage");
        var researcherOutput = await session.State.FindAsync("agent_outputs/researcher");

        // snippet: end
        Assert.Equal(("research", "completed"), (currentStage, researcherOutput!.Value.GetProperty("status").GetString()));
    }

    private static OfflineRule OneAfterTheOther(params string[] tools) =>
        new("One tool after the other", request => request.RunsOfThisTurn.Count < tools.Length ? OfflineAnswer.Call(new OfflineCall(tools[request.RunsOfThisTurn.Count], new Dictionary<string, object?> { ["text"] = "text" })) : null);

    private sealed record Routing(Category Category);

    private enum Category
    {
        Billing,
        Technical,
    }
}
