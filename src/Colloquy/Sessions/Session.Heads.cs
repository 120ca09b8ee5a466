namespace Colloquy;

/// <content>Undo and redo: moves of the branch's head.</content>
public sealed partial class Session
{
    /// <summary>Undoes the newest message: moves the head before it.</summary>
    /// <param name="wholeExchange">true to undo the whole exchange when the newest message belongs to one; false to undo one message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The messages that were undone, in chronological order; none when the branch has no message.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<SessionItem>> PopAsync(bool wholeExchange = false, CancellationToken cancellationToken = default) =>
        ItemOperations.PopAsync(Log, wholeExchange, cancellationToken);

    /// <summary>Undoes the last turn: moves the head before it. Session state follows.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The turn that was undone, which the log still holds; null when the branch has no turn.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<Turn?> UndoTurnAsync(CancellationToken cancellationToken = default) => ItemOperations.UndoTurnAsync(Log, cancellationToken);

    /// <summary>Makes the current branch empty: moves the head before its first entry. Nothing is removed from the log.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task ClearAsync(CancellationToken cancellationToken = default) => ItemOperations.ClearAsync(Log, cancellationToken);

    /// <summary>Reverts the last move of the head that was not reverted yet, such as an undo, a pop or a clear. Session state follows. Repeated calls restore everything that was undone.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The move of the head; null when nothing was undone since the branch was last written to.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<HeadMove?> RedoAsync(CancellationToken cancellationToken = default) => ItemOperations.RedoAsync(Log, cancellationToken);
}
