using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Ways;

/// <summary>Runs workflows of agents until they are idle.</summary>
internal static class WorkflowRuns
{
    public static async Task<string> SayAsync(Workflow workflow, string text, CheckpointManager? manager = null, string? id = null)
    {
        List<ChatMessage> input = [new(ChatRole.User, text)];
        await using var run = manager is null
            ? await InProcessExecution.RunStreamingAsync(workflow, input, id)
            : await InProcessExecution.RunStreamingAsync(workflow, input, manager, id);
        return await FinishAsync(run);
    }

    public static async Task<string> ResumeAsync(Workflow workflow, CheckpointInfo from, string text, CheckpointManager manager)
    {
        await using var run = await InProcessExecution.ResumeStreamingAsync(workflow, from, manager);
        await run.TrySendMessageAsync(new List<ChatMessage> { new(ChatRole.User, text) });
        return await FinishAsync(run);
    }

    private static async Task<string> FinishAsync(StreamingRun run)
    {
        await run.TrySendMessageAsync(new TurnToken(emitEvents: true));
        var text = "";
        await foreach (var happened in run.WatchStreamAsync(blockOnPendingRequest: false, TestContext.Current.CancellationToken))
        {
            if (happened is WorkflowErrorEvent { Exception: { } error })
                throw new InvalidOperationException("The workflow failed.", error);
            if (happened is ExecutorFailedEvent failed)
                throw new InvalidOperationException("An executor failed.", failed.Data as Exception);
            if (happened is AgentResponseUpdateEvent update)
                text += update.Update.Text;
        }

        return text;
    }
}
