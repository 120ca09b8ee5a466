using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Colloquy.Hosting;

/// <summary>Sends the updates of a turn to clients of a web application.</summary>
public static class AgentUpdateExtensions
{
    /// <summary>Waits for the first update of a turn, and returns the updates as server-sent events, for <c>TypedResults.ServerSentEvents</c>.</summary>
    /// <param name="updates">The updates of a run.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The events. A turn that fails after its first update ends with an event <c>error</c>.</returns>
    /// <remarks>
    /// What fails before the first update throws its exception here, before the response has begun, so that it becomes a status code: see <see cref="ColloquyStatusCodes"/>.
    /// The events can be read once.
    /// </remarks>
    public static async Task<IAsyncEnumerable<SseItem<AgentEvent>>> ToServerSentEventsAsync(this IAsyncEnumerable<AgentUpdate> updates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(updates);

        var reader = updates.GetAsyncEnumerator(cancellationToken);
        try
        {
            return ReadAsync(reader, await reader.MoveNextAsync().ConfigureAwait(false), cancellationToken);
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async IAsyncEnumerable<SseItem<AgentEvent>> ReadAsync(IAsyncEnumerator<AgentUpdate> updates, bool hasNext, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var ended = updates.ConfigureAwait(false);
        while (hasNext)
        {
            if (Of(updates.Current) is { } item)
                yield return item;

            string? failed = null;
            try
            {
                hasNext = await updates.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failed = e.GetType().Name;
            }

            if (failed is null)
                continue;
            yield return new SseItem<AgentEvent>(new AgentEvent { Error = failed }, "error");
            yield break;
        }
    }

    /// <summary>The event of an update; null for an update that says nothing to a client.</summary>
    private static SseItem<AgentEvent>? Of(AgentUpdate update) => update switch
    {
        ModelUpdate { Text: { Length: > 0 } text } => new(new AgentEvent { Text = text }, "text"),
        ToolCallUpdate call => new(new AgentEvent { Tool = call.Call.Name, IsFinished = call.IsFinished }, "tool"),
        ApprovalRequestedUpdate { Approval: var approval } => new(new AgentEvent { Approval = approval.Id.Value, Tool = approval.Tool, Arguments = approval.Arguments, Agent = approval.Agent }, "approval"),
        HandoffUpdate handoff => new(new AgentEvent { Agent = handoff.To }, "handoff"),
        AnswerUpdate { Answer: var answer } => new(new AgentEvent { Text = answer.Text, Agent = answer.Agent, Turn = answer.TurnNumber, Status = answer.Status.ToString().ToLowerInvariant() }, "answer"),
        _ => null,
    };
}
