using Colloquy.Models;
using Colloquy.Sqlite;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/openai-agents.md, compiled and run with the offline stand-in for a model; it says what the lesson's output says.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class OpenAIAgentsSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private readonly OfflineChatClient _model = new();

    [Fact]
    public async Task The_agent_remembers_the_first_interaction_in_the_second()
    {
        var chatClient = _model;
        // snippet: openai-agents-memory
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("user_123"));

        var agent = new Agent(chatClient)
        {
            Name = "TaskManager",
            Instructions = """
                You manage a user's task list.

                Available commands:
                - add [task]: Add a new task
                - list: Show all tasks
                - done [number]: Mark task as complete

                Remember context from previous messages in this conversation.
                """,
        };

        var first = await agent.RunAsync("Add 'Review PR #42' to my tasks", session);
        Console.WriteLine(first.Text);      // I've added "Review PR #42" to your task list. You now have 1 task.

        var second = await agent.RunAsync("What tasks do I have?", session);
        Console.WriteLine(second.Text);     // You have 1 task: 1. Review PR #42.

        // snippet: end
        Assert.Equal("I've added \"Review PR #42\" to your task list. You now have 1 task.", first.Text);
        Assert.Equal("You have 1 task: 1. Review PR #42.", second.Text);
    }

    [Fact]
    public async Task The_conversation_survives_the_process()
    {
        var agent = new Agent(_model) { Name = "TaskManager" };
        using var inside = new WorkingFolder(_folder);
        var answers = new List<string>();
        await FileAsync(agent, answers);

        Assert.Equal("I've added \"Deploy to production\" to your task list. You now have 1 task.", answers[0]);
        Assert.Equal("You have 1 task: 1. Deploy to production.", answers[1]);
    }

    [Fact]
    public async Task Items_are_counted_and_limited()
    {
        var agent = new Agent(_model) { Name = "Assistant", Instructions = "Be helpful." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("user_123"));

        // snippet: openai-agents-items
        await agent.RunAsync("Hello!", session);
        await agent.RunAsync("What's 2+2?", session);

        var items = await session.GetItemsAsync();
        Console.WriteLine($"Session contains {items.Count} items:");
        foreach (var (number, item) in items.Index())
            Console.WriteLine($"  {number + 1}. {item.Role}");

        var recent = await session.GetItemsAsync(limit: 5);
        Console.WriteLine($"Retrieved {recent.Count} recent items");

        // snippet: end
        Assert.Equal(["user", "assistant", "user", "assistant"], items.Select(item => item.Role.Value));
        await agent.RunAsync("And 3+3?", session);
        Assert.Equal(5, (await session.GetItemsAsync(limit: 5)).Count);

        // snippet: openai-agents-clear
        await session.ClearAsync();
        Console.WriteLine($"Session now has {(await session.GetItemsAsync()).Count} items");

        // snippet: end
        Assert.Empty(await session.GetItemsAsync());
    }

    [Fact]
    public async Task A_mistake_is_corrected_by_popping_it()
    {
        var agent = new Agent(_model) { Name = "TaskManager", Instructions = "Manage tasks. Add tasks when asked." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("correction_demo"));

        // snippet: openai-agents-pop
        var result = await agent.RunAsync("Add 'Reivew documentation' to tasks", session);   // typo: Reivew
        Console.WriteLine($"Agent response: {result.Text}");

        await session.PopAsync();     // the agent's response
        await session.PopAsync();     // the input with the typo

        result = await agent.RunAsync("Add 'Review documentation' to tasks", session);       // corrected
        Console.WriteLine($"Corrected response: {result.Text}");       // I've added "Review documentation" to your task list. …

        // snippet: end
        Assert.Equal("I've added \"Review documentation\" to your task list. You now have 1 task.", result.Text);
        Assert.DoesNotContain(await session.GetItemsAsync(), item => item.Text.Contains("Reivew", StringComparison.Ordinal));
        var again = await agent.EditAndResendAsync("Add 'Write documentation' to my tasks", session);
        Assert.Equal(("I've added \"Write documentation\" to your task list. You now have 1 task.", 1), (again.Text, again.Turn));
        Assert.Equal("Took back: Add 'Write documentation' to my tasks", await UndoLastTurnAsync(session));

        // snippet: openai-agents-undo
        static async Task<string> UndoLastTurnAsync(Session session)
        {
            var undone = await session.UndoTurnAsync();      // the answer, the question, and what tools wrote to the state
            return $"Took back: {undone.Input}";
        }

        // snippet: end
    }

    [Fact]
    public async Task Each_user_has_a_session_of_their_own()
    {
        var agent = new Agent(_model) { Name = "SupportAgent" };
        using var inside = new WorkingFolder(_folder);

        // snippet: openai-agents-users
        await using var store = SqliteSessionStore.Open("support.db");
        var alice = await store.OpenAsync(new SessionKey("support", user: "alice@example.com"));
        var bob = await store.OpenAsync(new SessionKey("support", user: "bob@example.com"));

        await agent.RunAsync("I'm having trouble with my subscription billing.", alice);
        await agent.RunAsync("How do I reset my password?", bob);

        var answer = await agent.RunAsync("What was I asking about?", alice);
        Console.WriteLine(answer.Text);     // You were asking about trouble with your subscription billing.

        // snippet: end
        Assert.Equal("You were asking about trouble with your subscription billing.", answer.Text);
        Assert.DoesNotContain(await alice.GetItemsAsync(), item => item.Text.Contains("password", StringComparison.Ordinal));
        var one = await CreateConversationAsync(store, "alice@example.com");
        var another = await CreateConversationAsync(store, "alice@example.com");
        var main = await GetUserSessionAsync(store, "alice@example.com");
        Assert.NotEqual(one.Key, another.Key);
        Assert.Equal(main.Key, (await GetUserSessionAsync(store, "alice@example.com")).Key);

        // snippet: openai-agents-keys
        static Task<Session> CreateConversationAsync(ISessionStore store, string userId) =>
            store.OpenAsync(new SessionKey(SessionId.New(), user: userId));

        static Task<Session> GetUserSessionAsync(ISessionStore store, string userEmail) =>
            store.OpenAsync(new SessionKey("main", user: userEmail));

        // snippet: end
    }

    [Fact]
    public async Task Usage_is_there_without_storing_it()
    {
        var agent = new Agent(_model) { Name = "CostTracker", Instructions = "Answer questions concisely." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("tracked_conversation"));

        // snippet: openai-agents-usage
        await agent.RunAsync("Explain what a Digital FTE is in one paragraph.", session);

        var usage = await session.GetUsageAsync();
        Console.WriteLine($"Total requests: {usage.Calls}");
        Console.WriteLine($"Input tokens: {usage.InputTokens}");
        Console.WriteLine($"Output tokens: {usage.OutputTokens}");
        Console.WriteLine($"Total tokens: {usage.TotalTokens}");

        // snippet: end
        Assert.Equal(1, usage.Calls);
        Assert.True(usage.InputTokens > 0 && usage.OutputTokens > 0);
        Assert.Equal(usage.InputTokens + usage.OutputTokens, usage.TotalTokens);
    }

    [Fact]
    public async Task A_branch_from_turn_1_goes_its_own_way()
    {
        var agent = new Agent(_model) { Name = "StrategyAdvisor", Instructions = "Help with business strategy decisions." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("strategy_planning"));

        // snippet: openai-agents-branches
        await agent.RunAsync("We're deciding between expanding to Asia or Europe.", session);
        await agent.RunAsync("What factors should we consider for Asia?", session);

        var europe = await session.ForkAfterTurnAsync(1);
        Console.WriteLine($"Created branch: {europe.Branch}");

        await session.SwitchToAsync(europe.Branch);
        await agent.RunAsync("Actually, let's focus on Europe instead. What factors?", session);

        foreach (var branch in await session.ListBranchesAsync())
            Console.WriteLine($"Branch {branch.Name}: {branch.Turns} turns");

        // snippet: end
        Assert.Equal([(europe.Branch, 2), (BranchHead.Main, 2)], (await session.ListBranchesAsync()).Select(branch => (branch.Name, branch.Turns)));
        Assert.Contains($"Created branch: {europe.Branch}\n    Branch {europe.Branch}: 2 turns\n    Branch main: 2 turns", File.ReadAllText(Repository.PathOf("docs/coming-from/openai-agents.md")), StringComparison.Ordinal);
        Assert.Empty(await (await session.ForkBeforeTurnAsync(1)).GetItemsAsync());
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task FileAsync(Agent agent, List<string> answers)
    {
        // snippet: openai-agents-file
        await using (var store = SqliteSessionStore.Open("tasks.db"))
        {
            var session = await store.OpenAsync(new SessionKey("user_123"));
            var added = await agent.RunAsync("Add 'Deploy to production' as a task", session);
            Console.WriteLine(added.Text);
        }

        // another process, another day
        await using (var store = SqliteSessionStore.Open("tasks.db"))
        {
            var session = await store.OpenAsync(new SessionKey("user_123"));
            var remembered = await agent.RunAsync("What are my tasks?", session);
            Console.WriteLine(remembered.Text);     // You have 1 task: 1. Deploy to production.
        }

        // snippet: end
        await using var again = SqliteSessionStore.Open("tasks.db");
        answers.AddRange((await (await again.OpenAsync(new SessionKey("user_123"))).GetItemsAsync(role: Microsoft.Extensions.AI.ChatRole.Assistant)).Select(item => item.Text));
    }
}
