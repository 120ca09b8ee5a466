using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Ways;

/// <summary>What a user of Agent Framework expects of a way to keep conversations. Each is tried with a file in SQLite, which is opened anew for each process.</summary>
internal sealed record Promise(string Name, Func<Way, Desk, Task> Try)
{
    public static IReadOnlyList<Promise> All { get; } =
    [
        new("history over a restart", HistoryAsync),
        new("usage and cost of each model call", UsageAsync),
        new("one lease for a run: runs on one session follow one another", LeaseAsync),
        new("a crash within a tool: finished tools do not run again", CrashAsync),
        new("approvals, answered in Agent Framework or in Colloquy", ApprovalsAsync),
        new("`AuthorName`", AuthorAsync),
        new("undo takes the state bag of the providers with it", UndoAsync),
        new("a branch takes the state bag of the providers with it", BranchAsync),
        new("streaming", StreamingAsync),
        new("workflows", WorkflowAsync),
        new("checkpoints of workflows, restored after a restart", CheckpointAsync),
    ];

    private static async Task HistoryAsync(Way way, Desk desk)
    {
        var agent = way.Create(await desk.StartAsync(), DeskModel.Counting());
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("first", session);
        var kept = await agent.SerializeSessionAsync(session);

        var model = DeskModel.Counting();
        agent = way.Create(await desk.StartAsync(), model);
        var response = await agent.RunAsync("second", await agent.DeserializeSessionAsync(kept));

        Assert.Equal("2", response.Text);
        Assert.Equal(["first", "1", "second"], model.Requests[0].Select(message => message.Text));
    }

    private static async Task UsageAsync(Way way, Desk desk)
    {
        var agent = way.Create(await desk.StartAsync(), DeskModel.Calling("pay"), desk.Tools);
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("pay", session);

        var usage = await (await way.FindAsync(agent, session)).Usage.GetAsync();

        Assert.Equal((2L, 20L, 10L), (usage.Calls, usage.InputTokens, usage.OutputTokens));
    }

    private static async Task LeaseAsync(Way way, Desk desk)
    {
        var (model, first, second, count) = (DeskModel.Counting(), new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var gate = new TaskCompletionSource();
        model.Before = () =>
        {
            (Interlocked.Increment(ref count) == 1 ? first : second).TrySetResult();
            return gate.Task;
        };
        var agent = way.Create(await desk.StartAsync(), model);
        var session = await agent.CreateSessionAsync();

        var runs = Enumerable.Range(0, 4).Select(run => Task.Run(() => agent.RunAsync($"question {run}", session))).ToList();
        await first.Task;
        await Task.WhenAny(second.Task, Task.Delay(TimeSpan.FromMilliseconds(400)));
        gate.SetResult();
        var answers = await Task.WhenAll(runs);

        Assert.Equal(["1", "2", "3", "4"], answers.Select(answer => answer.Text).Order());
        var items = await (await way.FindAsync(agent, session)).GetItemsAsync();
        Assert.Equal(["user", "assistant", "user", "assistant", "user", "assistant", "user", "assistant"], items.Select(item => item.Role.Value));
    }

    private static async Task CrashAsync(Way way, Desk desk)
    {
        var agent = way.Create(await desk.StartAsync(), DeskModel.Calling("pay", "ship"), desk.Tools);
        var session = await agent.CreateSessionAsync();
        var kept = await agent.SerializeSessionAsync(session);
        desk.DiesShipping = true;
        await Assert.ThrowsAnyAsync<Exception>(() => agent.RunAsync("pay and ship", session));
        desk.DiesShipping = false;

        var model = DeskModel.Calling("pay", "ship");
        agent = way.Create(await desk.StartAsync(), model, desk.Tools);
        var response = await way.ContinueAsync(agent, await agent.DeserializeSessionAsync(kept), "pay and ship");

        Assert.Equal(("done", 1, 0), (response.Text, desk.Paid, desk.Shipped));
        var results = model.Requests[^1].SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => $"{result.Result}").ToList();
        Assert.Equal("paid 7", results[0]);
        Assert.StartsWith("No result of this call was recorded", results[1], StringComparison.Ordinal);
    }

    private static async Task ApprovalsAsync(Way way, Desk desk)
    {
        var agent = way.Create(await desk.StartAsync(), DeskModel.Calling("refund"), desk.Tools);
        var session = await agent.CreateSessionAsync();
        var asked = await agent.RunAsync("refund", session);
        var request = Assert.Single(Requests(asked));
        Assert.Equal("refund", Assert.IsType<FunctionCallContent>(request.ToolCall).Name);

        // Here, by Colloquy's list.
        agent = way.Create(await desk.StartAsync(), DeskModel.Calling("refund"), desk.Tools);
        session = await ReopenAsync(agent, session);
        var own = await way.FindAsync(agent, session);
        await own.Approvals.ApproveAsync((await own.Approvals.ListAsync()).Single().Id);
        Assert.Equal("done", (await agent.ResumeAsync(session))!.Text);
        Assert.Equal(1, desk.Refunded);

        // There, by the content of a response.
        request = Requests(await agent.RunAsync("refund again", session)).Single();
        Assert.Equal(request.RequestId, (await own.Approvals.ListAsync()).Single().Id.Value);
        agent = way.Create(await desk.StartAsync(), DeskModel.Calling("refund"), desk.Tools);
        session = await ReopenAsync(agent, session);
        var response = await agent.RunAsync(new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true)]), session);
        Assert.Equal(("done", 2), (response.Text, desk.Refunded));
        Assert.Empty(await (await way.FindAsync(agent, session)).Approvals.ListAsync());

        static async Task<AgentSession> ReopenAsync(AIAgent restarted, AgentSession before) => await restarted.DeserializeSessionAsync(await restarted.SerializeSessionAsync(before));
    }

    private static async Task AuthorAsync(Way way, Desk desk)
    {
        var agent = way.Create(await desk.StartAsync(), DeskModel.Counting());
        var session = await agent.CreateSessionAsync();
        var response = await agent.RunAsync([new ChatMessage(ChatRole.User, "first") { AuthorName = "ada" }], session);
        Assert.Equal("desk", response.Messages.Single().AuthorName);
        var kept = await agent.SerializeSessionAsync(session);

        var model = DeskModel.Counting();
        agent = way.Create(await desk.StartAsync(), model);
        session = await agent.DeserializeSessionAsync(kept);
        await agent.RunAsync("second", session);

        Assert.Equal("ada", model.Requests[0][0].AuthorName);
        Assert.Equal("desk", (await (await way.FindAsync(agent, session)).GetItemsAsync())[1].Author);
    }

    private static async Task UndoAsync(Way way, Desk desk)
    {
        var visits = new Visits();
        var agent = way.Create(await desk.StartAsync(), DeskModel.Counting(), providers: visits);
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        var own = await way.FindAsync(agent, session);

        await own.UndoTurnAsync();
        await agent.RunAsync("second, put otherwise", session);
        await own.UndoTurnAsync();
        await own.UndoTurnAsync();
        await agent.RunAsync("first, put otherwise", session);

        Assert.Equal([0, 1, 1, 0], visits.Seen);
    }

    private static async Task BranchAsync(Way way, Desk desk)
    {
        var visits = new Visits();
        var agent = way.Create(await desk.StartAsync(), DeskModel.Counting(), providers: visits);
        var session = await agent.CreateSessionAsync();
        foreach (var text in new[] { "first", "second", "third" })
            await agent.RunAsync(text, session);

        var branch = await way.OpenAsync(agent, session, await (await way.FindAsync(agent, session)).Branches.ForkAfterTurnAsync(1, "what-if"));
        Assert.Equal((3, 1), (CountIn(session), CountIn(branch)));
        await agent.RunAsync("second, put otherwise", branch);
        await agent.RunAsync("fourth", session);
        var (kept, other) = (await agent.SerializeSessionAsync(session), await agent.SerializeSessionAsync(branch));

        // Each side goes on from its own state, also in another process.
        agent = way.Create(await desk.StartAsync(), DeskModel.Counting(), providers: visits);
        await agent.RunAsync("third, put otherwise", branch = await agent.DeserializeSessionAsync(other));
        await agent.RunAsync("fifth", session = await agent.DeserializeSessionAsync(kept));

        Assert.Equal([0, 1, 2, 1, 3, 2, 4], visits.Seen);
        Assert.Equal((5, 3), (CountIn(session), CountIn(branch)));

        static int CountIn(AgentSession session) => session.StateBag.GetValue<Visits.Count>("visits")!.Value;
    }

    private static async Task StreamingAsync(Way way, Desk desk)
    {
        var model = new DeskModel(messages => DeskModel.Say($"I was shown {messages.Count} messages"));
        var agent = way.Create(await desk.StartAsync(), model);
        var session = await agent.CreateSessionAsync();
        List<AgentResponseUpdate> updates = [];
        await foreach (var update in agent.RunStreamingAsync("first", session))
            updates.Add(update);

        var next = await agent.RunAsync("second", session);

        Assert.True(updates.Count >= 5, $"{updates.Count} updates");
        Assert.Equal("I was shown 1 messages ", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal("I was shown 3 messages", next.Text);
    }

    private static async Task WorkflowAsync(Way way, Desk desk)
    {
        var store = await desk.StartAsync();
        var workflow = AgentWorkflowBuilder.BuildSequential(
            way.Create(store, new DeskModel(messages => DeskModel.Say($"draft of '{messages[^1].Text}'")), name: "writer"),
            way.Create(store, new DeskModel(messages => DeskModel.Say($"corrected {messages[^1].Text}")), name: "editor"));

        var text = await WorkflowRuns.SayAsync(workflow, "a poem");

        Assert.EndsWith("corrected draft of 'a poem'", text.Trim(), StringComparison.Ordinal);
        var sessions = await store.ListSessionsAsync(new SessionOwner()).ToListAsync();
        Assert.Equal(2, sessions.Count);
    }

    private static async Task CheckpointAsync(Way way, Desk desk)
    {
        var store = await desk.StartAsync();
        var manager = CheckpointManager.CreateJson(new ColloquyCheckpointStore(store));
        await WorkflowRuns.SayAsync(AgentWorkflowBuilder.BuildSequential(way.Create(store, DeskModel.Counting())), "first", manager, "run-1");

        var model = DeskModel.Counting();
        store = await desk.StartAsync();
        manager = CheckpointManager.CreateJson(new ColloquyCheckpointStore(store));
        var latest = await manager.GetLatestCheckpointAsync("run-1");
        await WorkflowRuns.ResumeAsync(AgentWorkflowBuilder.BuildSequential(way.Create(store, model)), latest!, "second", manager);

        Assert.Equal(["first", "1", "second"], model.Requests[0].Select(message => message.Text.Trim()));
    }

    private static IReadOnlyList<ToolApprovalRequestContent> Requests(AgentResponse response) => [.. response.Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>()];
}
