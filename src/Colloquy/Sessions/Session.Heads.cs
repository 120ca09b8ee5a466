namespace Colloquy;

/// <content>Undo and redo: moves of the branch's head.</content>
public sealed partial class Session
{
    /// <summary>Takes the newest message back: moves the head before it.</summary>
    /// <param name="wholeExchange">Whether a message of an exchange takes the whole exchange with it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was taken, in chronological order; nothing when the branch has no message.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<SessionItem>> PopAsync(bool wholeExchange = false, CancellationToken cancellationToken = default) =>
        ItemOperations.PopAsync(Log, wholeExchange, cancellationToken);

    /// <summary>Undoes the last turn: moves the head before it. Session state follows.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The turn that was taken back, which the log still holds; null when the branch has no turn.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<Turn?> UndoTurnAsync(CancellationToken cancellationToken = default) => ItemOperations.UndoTurnAsync(Log, cancellationToken);

    /// <summary>Makes the current branch empty: moves the head before its first entry. Nothing is removed from the log.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task ClearAsync(CancellationToken cancellationToken = default) => ItemOperations.ClearAsync(Log, cancellationToken);

    /// <summary>Takes the last undoing move back, such as an undo, a pop or a clear: moves the head forth again. State follows. May be repeated until what was undone is back.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The move of the head; null when nothing was undone since the branch was last written to.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<HeadMove?> RedoAsync(CancellationToken cancellationToken = default) => ItemOperations.RedoAsync(Log, cancellationToken);
}
