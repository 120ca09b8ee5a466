using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Hands a turn over from agent to agent, as far as the limits allow.</summary>
internal sealed class HandoffExecutor(TurnContext turn)
{
    /// <summary>Does the first handoff of a response that may be, and tells the model why not of the others.</summary>
    /// <param name="calls">The calls that ask for them.</param>
    /// <param name="active">The agent that has the turn.</param>
    /// <param name="deferred">What the calls belong to, when they waited for a person behind newer turns; else null.</param>
    /// <returns>Who has the conversation now; null when nobody else has.</returns>
    public async ValueTask<ActiveAgent?> TryHandOverAsync(IReadOnlyList<FunctionCallContent> calls, AgentActivation active, DeferredCalls? deferred = null)
    {
        ActiveAgent? next = null;
        foreach (var call in calls)
        {
            var handoff = active.Tools.FindHandoff(call)!;
            var described = ToolRunner.Describe(call);
            turn.OnUpdate?.Invoke(new ToolCallUpdate(described, IsFinished: false));
            var problem = next is { } taken ? $"the conversation was handed over to {taken.Agent.Name} already." : FindProblem(handoff, active.Agent);
            if (problem is null)
            {
                next = new ActiveAgent(handoff.Agent, handoff);
                described = described with { Result = $"Handed over to {handoff.Agent.Name}." };
            }
            else
            {
                described = ToolRunner.Refuse(described, problem);
            }

            var outcome = deferred?.Tell(call, described);
            var (message, position) = problem is null
                ? await turn.Transaction.HandOverAsync(described, new ActiveAgentState(handoff.Agent.Name, active.Agent.Name), outcome).ConfigureAwait(false)
                : outcome is { } told
                    ? (told.Message, await turn.Transaction.RecordOutcomeAsync(described, told.Message, told.Placeholder).ConfigureAwait(false))
                    : await turn.Transaction.RecordAsync(described).ConfigureAwait(false);
            turn.State.Window.Add(message, position, turn.Transaction.TurnStart, active.Agent.Name);
            turn.State.Calls[turn.State.FindCall(0, call.CallId)] = described;
            turn.OnUpdate?.Invoke(new ToolCallUpdate(described, IsFinished: true));
            if (problem is null)
                turn.OnUpdate?.Invoke(new HandoffUpdate(active.Agent.Name, handoff.Agent.Name, HandoffFunction.ReasonOf(described.Arguments)));
        }

        return next;
    }

    /// <summary>What is against a handoff; null when nothing is.</summary>
    private string? FindProblem(Handoff handoff, Agent from)
    {
        var path = turn.State.Handoffs;
        if (path.Count >= turn.Limits.Handoffs)
            return $"this turn was handed over {path.Count} times, which is the limit. Answer the user yourself.";

        var step = (From: from.Name, To: handoff.Agent.Name);
        if (path.Contains(step))
            return $"{from.Name} handed this turn over to {handoff.Agent.Name} before, and it came back. Answer the user yourself.";

        path.Add(step);
        return null;
    }
}
