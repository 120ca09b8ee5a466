namespace Colloquy;

/// <summary>Pins messages of a session: what is pinned is in every window, with its whole exchange.</summary>
/// <remarks>Pins belong to the branch and its head, as state does: undo and fork carry them along. They outlive <see cref="Session.CloseAsync"/>.</remarks>
public static class SessionPins
{
    /// <summary>Pins a message of the current branch.</summary>
    /// <param name="session">The session.</param>
    /// <param name="message">The message's position.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was pinned already.</returns>
    /// <exception cref="NoMessageException">The position holds no message of the current branch.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public static async Task<bool> PinAsync(this Session session, Position message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await PinList.ChangeAsync(
            session.Log,
            async (head, pins) =>
            {
                await NoMessageException.ThrowIfNotOnLineAsync(session.Log, head, message, cancellationToken).ConfigureAwait(false);
                return pins.Contains(message) ? null : [.. pins.Append(message).Order()];
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a pin away.</summary>
    /// <param name="session">The session.</param>
    /// <param name="message">The message's position.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was not pinned.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public static async Task<bool> UnpinAsync(this Session session, Position message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await PinList.ChangeAsync(
            session.Log,
            (_, pins) => ValueTask.FromResult<IReadOnlyList<Position>?>(pins.Contains(message) ? [.. pins.Where(pin => pin != message)] : null),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the positions of the pinned messages of the current branch, in their order.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<IReadOnlyList<Position>> GetPinsAsync(this Session session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var record = await session.Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await PinList.ReadAsync(session.Log, record.Head, cancellationToken).ConfigureAwait(false);
    }
}
