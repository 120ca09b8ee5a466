using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Workflows;

public sealed class WorkflowApprovalTests : IAsyncDisposable
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task A_call_that_waits_in_a_workflow_is_answered_after_a_restart()
    {
        await using (var run = await InProcessExecution.RunStreamingAsync(await CreateAsync(), new List<ChatMessage> { new(ChatRole.User, "refund") }, Checkpoints(), "run"))
        {
            await run.TrySendMessageAsync(new TurnToken(emitEvents: true));
            Assert.NotNull(await WatchAsync(run));
        }

        var workflow = await CreateAsync();
        await using var resumed = await InProcessExecution.ResumeStreamingAsync(workflow, (await Checkpoints().GetLatestCheckpointAsync("run"))!, Checkpoints());
        var request = await WatchAsync(resumed);
        Assert.True(request!.TryGetDataAs<ToolApprovalRequestContent>(out var asked));
        await resumed.SendResponseAsync(request.CreateResponse(asked!.CreateResponse(approved: true)));
        Assert.Null(await WatchAsync(resumed));

        Assert.Equal(1, _desk.Refunded);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    private ISessionStore? Store { get; set; }

    private CheckpointManager Checkpoints() => CheckpointManager.CreateJson(new ColloquyCheckpointStore(Store!));

    private async Task<Workflow> CreateAsync()
    {
        Store = await _desk.StartAsync();
        return AgentWorkflowBuilder.BuildSequential(DeskModel.Calling("refund").AsAIAgent(Store, new ChatClientAgentOptions { Name = "desk", ChatOptions = new() { Tools = _desk.Tools } }));
    }

    private static async Task<ExternalRequest?> WatchAsync(StreamingRun run)
    {
        ExternalRequest? request = null;
        await foreach (var happened in run.WatchStreamAsync(blockOnPendingRequest: false, TestContext.Current.CancellationToken))
        {
            if (happened is WorkflowErrorEvent { Exception: { } error })
                throw new InvalidOperationException("The workflow failed.", error);
            if (happened is RequestInfoEvent asked)
                request = asked.Request;
        }

        return request;
    }
}
