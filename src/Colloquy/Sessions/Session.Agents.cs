namespace Colloquy;

/// <content>Which of several agents has the conversation.</content>
public sealed partial class Session
{
    /// <summary>Returns the name of the agent that was handed the conversation last on the current branch; null when none was.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<string?> GetActiveAgentAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return (await ActiveAgentState.ReadAsync(Log, record.Head, cancellationToken).ConfigureAwait(false))?.Name;
    }

    /// <summary>Hands the conversation to an agent from the next turn on.</summary>
    /// <param name="agent">The name of an agent that the agent of the application can hand over to; null for the agent of the application.</param>
    /// <param name="reason">The reason, for people; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public async Task SetActiveAgentAsync(string? agent, string? reason = null, CancellationToken cancellationToken = default)
    {
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await Log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var before = await ActiveAgentState.ReadAsync(Log, writer.Head, cancellationToken).ConfigureAwait(false);
                if (before?.Name == agent)
                    return false;

                var turn = await Log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false);
                writer.Append(new HandoffBody { From = before?.Name, To = agent, Reason = reason }, turn);
                writer.Append(ActiveAgentState.Write(agent is null ? null : new ActiveAgentState(agent, before?.Name)), turn);
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
    }
}
