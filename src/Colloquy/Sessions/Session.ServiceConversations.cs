namespace Colloquy;

/// <content>The conversation that a model's service keeps.</content>
public sealed partial class Session
{
    /// <summary>Returns the conversation that a model's service stores for the current branch; when there are several, the one that was used last; null when there is none.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ServiceConversation?> GetServiceConversationAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return (await ServiceConversations.ReadAsync(Log, record.Head, cancellationToken).ConfigureAwait(false)).Newest;
    }

    /// <summary>Sets the conversation, stored by a model's service, in which the current branch goes on; or none, so that the history is sent from the log.</summary>
    /// <param name="id">The service's id of the conversation; null for none.</param>
    /// <param name="sendHistory">true to send the window of the branch once, with the next call, since the service has nothing of it; false when the service has all of it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public async Task SetServiceConversationAsync(string? id, bool sendHistory = false, CancellationToken cancellationToken = default)
    {
        if (id is not null)
            ArgumentException.ThrowIfNullOrEmpty(id);
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await Log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var before = await ServiceConversations.ReadAsync(Log, writer.Head, cancellationToken).ConfigureAwait(false);
                if (id is null && before.All.Count == 0)
                    return false;

                var turn = await Log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false);
                var kept = id is null ? new ServiceConversations([], writer.Tip.Next) : ServiceConversations.Given(id, writer.Tip.Next, sendHistory);
                writer.Append(kept.Write(), turn);
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the conversation by whose id the session was opened, when its branch has none yet and is empty.</summary>
    internal async Task JoinAsync(string id, CancellationToken cancellationToken)
    {
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await Log.UpdateAsync(
            async (writer, record) =>
            {
                var before = await ServiceConversations.ReadAsync(Log, writer.Head, cancellationToken).ConfigureAwait(false);
                if (!await before.CheckAsync(service: null, id, Log, writer.Head, cancellationToken).ConfigureAwait(false))
                    return false;

                SessionClosedException.ThrowIfClosed(record);
                var turn = await Log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false);
                writer.Append(ServiceConversations.Given(id, writer.Tip.Next).Write(), turn);
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
    }
}
