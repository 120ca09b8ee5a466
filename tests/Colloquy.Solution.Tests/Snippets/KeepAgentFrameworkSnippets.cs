using Colloquy.AgentFramework;
using Colloquy.Offline;
using Colloquy.Sqlite;
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Compaction;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agent-framework.md that uses Agent Framework, compiled and run with the offline stand-in for a model.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class KeepAgentFrameworkSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private readonly OfflineChatClient _model = new();

    [Fact]
    public async Task An_agent_is_kept_and_one_line_changes()
    {
        using var inside = new WorkingFolder(_folder);
        IChatClient chatClient = _model;

        // snippet: agent-framework-keep
        await using var store = await SqliteSessionStore.OpenAsync("library.db");

        var options = new ChatClientAgentOptions { Name = "librarian", ChatOptions = new() { Instructions = "You answer at the loan desk of a library." } };
        AIAgent agent = chatClient.AsAIAgent(store, options);       // was: chatClient.AsAIAgent(options)

        AgentSession session = await agent.CreateSessionAsync();
        await agent.RunAsync("My name is Ines and I collect maps.", session);

        // snippet: end
        // snippet: agent-framework-keep-restart
        var saved = await agent.SerializeSessionAsync(session);             // the session's key

        // In another process
        var restored = await agent.DeserializeSessionAsync(saved);
        var response = await agent.RunAsync("What do you know about me?", restored);
        Console.WriteLine(response.Text);                                   // You told me that your name is Ines and you collect maps.

        // snippet: end
        Assert.Equal("You told me that your name is Ines and you collect maps.", response.Text);

        // snippet: agent-framework-keep-session
        Session own = restored.GetColloquySession();
        var spent = await own.Usage.GetAsync();
        await own.UndoTurnAsync();                                          // the next run sees the messages and the state bag before that turn
        var whatIf = await own.Branches.ForkAfterTurnAsync(1, "second-opinion");

        // snippet: end
        Assert.Equal(2, spent.Calls);
        Assert.Single(await whatIf.Turns.ReadAsync().ToListAsync());
    }

    [Fact]
    public async Task The_short_form_takes_a_store_too()
    {
        await using var store = new InMemorySessionStore();
        IChatClient chatClient = _model;
        var findBook = AIFunctionFactory.Create((string title) => $"{title} is in.", "find_book");

        // snippet: agent-framework-keep-short
        // was: chatClient.AsAIAgent("You answer at the loan desk of a library.", "librarian", tools: [findBook])
        AIAgent agent = chatClient.AsAIAgent(store, "You answer at the loan desk of a library.", "librarian", tools: [findBook]);

        // snippet: end
        await agent.RunAsync("Good morning", await agent.CreateSessionAsync());
        Assert.Equal("librarian", agent.Name);
        Assert.Equal(1, await store.ListSessionsAsync(new SessionOwner()).CountAsync());
    }

    [Fact]
    public async Task Options_of_the_sessions()
    {
        using var inside = new WorkingFolder(_folder);
        IChatClient chatClient = _model;
        await using var store = await SqliteSessionStore.OpenAsync("library.db");
        var (options, currentUser) = (new ChatClientAgentOptions { Name = "librarian" }, "ines");

        // snippet: agent-framework-keep-options
        var agent = chatClient.AsAIAgent(store, options, new()
        {
            NewKey = () => new SessionKey(SessionId.New(), user: currentUser),
            Run = new()
            {
                Limits = new() { Steps = 10, Time = TimeSpan.FromMinutes(2) },
                Window = WindowPipeline.Default.ReduceWith(new TruncationCompactionStrategy(CompactionTriggers.MessagesExceed(200))),
            },
        });

        var session = await agent.OpenSessionAsync(new SessionKey("loans", user: "ines"));     // by your own key

        // snippet: end
        await agent.RunAsync("Good morning", session);
        Assert.Equal("ines", ((ColloquyAgentSession)await agent.CreateSessionAsync()).Session.Key.User);
        Assert.Equal(2, (await session.Session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task An_approval_is_answered_on_either_side()
    {
        await using var store = new InMemorySessionStore();
        var waived = 0;
        IChatClient chatClient = _model;

        // snippet: agent-framework-keep-approvals
        var waiveFine = AIFunctionFactory.Create((string loanId) => $"The fine of {loanId} is waived ({++waived}).", "waive_fine", "Waives the fine of a loan.");
        AIAgent agent = chatClient.AsAIAgent(store, "You answer at the loan desk of a library.", "librarian", tools: [new ApprovalRequiredAIFunction(waiveFine)]);
        var session = await agent.CreateSessionAsync();

        var response = await agent.RunAsync("Waive the fine of L-7.", session);
        var request = response.Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>().Single();

        // In Agent Framework
        response = await agent.RunAsync(new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true)]), session);

        // snippet: end
        Assert.Equal(1, waived);
        await agent.RunAsync("Waive the fine of L-8.", session);

        // snippet: agent-framework-keep-approvals-here
        // Or in Colloquy: in another process, days later, from a list of all that waits
        var approvals = session.GetColloquySession().Approvals;
        foreach (var approval in await approvals.ListAsync())
            await approvals.ApproveAsync(approval.Id, by: "Marek");
        var resumed = await agent.ResumeAsync(session);

        // snippet: end
        Assert.Equal(2, waived);
        Assert.Contains("waived (2)", resumed!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_of_Colloquy_works_in_a_workflow_whose_checkpoints_are_in_the_store()
    {
        using var inside = new WorkingFolder(_folder);
        IChatClient chatClient = _model;
        await using var store = await SqliteSessionStore.OpenAsync("library.db");

        // snippet: agent-framework-own-agent
        var researcher = new Agent(chatClient) { Name = "researcher" };
        var librarian = new Agent(chatClient) { Name = "librarian" };

        var workflow = AgentWorkflowBuilder.BuildSequential(researcher.AsAIAgent(store), librarian.AsAIAgent(store));

        // snippet: end
        // snippet: agent-framework-checkpoints
        var checkpoints = CheckpointManager.CreateJson(new ColloquyCheckpointStore(store));

        List<ChatMessage> input = [new(ChatRole.User, "Find a book on knots.")];
        await using (var run = await InProcessExecution.RunStreamingAsync(workflow, input, checkpoints, "order-17"))
        {
            await run.TrySendMessageAsync(new TurnToken(emitEvents: true));
            await foreach (var happened in run.WatchStreamAsync())
                Console.WriteLine(happened);
        }

        // In another process
        var latest = await checkpoints.GetLatestCheckpointAsync("order-17");
        await using var resumed = await InProcessExecution.ResumeStreamingAsync(workflow, latest!, checkpoints);

        // snippet: end
        Assert.Equal(2, await store.ListSessionsAsync(new SessionOwner()).CountAsync());
        Assert.Equal("order-17", latest!.SessionId);
    }

    [Fact]
    public async Task The_history_alone_is_in_the_store()
    {
        await using var store = new InMemorySessionStore();
        IChatClient chatClient = _model;

        // snippet: agent-framework-history-provider
        var history = new ColloquyHistoryProvider(store);
        AIAgent agent = chatClient.AsAIAgent(new ChatClientAgentOptions { Name = "librarian", ChatHistoryProvider = history });

        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("My name is Ines.", session);
        var own = await history.OpenSessionAsync(session);

        // snippet: end
        Assert.Equal(2, (await own.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task Context_providers_run_on_either_side()
    {
        await using var store = new InMemorySessionStore();
        IChatClient chatClient = _model;
        var openingHours = new OpeningHoursOfAgentFramework();

        // snippet: agent-framework-context
        // A provider of Agent Framework on an agent of Colloquy
        var own = new Agent(chatClient) { Name = "librarian", ContextProviders = [openingHours.AsContextProvider()] };

        // A provider of Colloquy, such as memory, on an agent of Agent Framework
        AIAgent other = chatClient.AsAIAgent(new ChatClientAgentOptions { Name = "librarian", AIContextProviders = [new OpeningHours().AsAIContextProvider(store)] });

        // snippet: end
        var session = await store.OpenAsync(new SessionKey("s"));
        await own.RunAsync("Good morning", session);
        Assert.Equal("Speak plainly.", (await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position)).Instructions);
        await other.RunAsync("Good morning", await other.CreateSessionAsync());
        Assert.Equal(2, await store.ListSessionsAsync(new SessionOwner()).CountAsync());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class OpeningHoursOfAgentFramework : AIContextProvider
    {
        protected override ValueTask<AIContext> ProvideAIContextAsync(InvokingContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new AIContext { Instructions = "Speak plainly." });
    }
}
