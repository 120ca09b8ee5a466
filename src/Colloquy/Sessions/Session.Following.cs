namespace Colloquy;

/// <content>Following what is written.</content>
public sealed partial class Session
{
    /// <summary>Follows the branch: returns each entry as it is committed, by any process, until it is cancelled.</summary>
    /// <param name="options">The position at which to begin, and when to end; null for all entries from now on.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <remarks>
    /// Every entry that is appended to the branch is returned once, in order, also when it was undone before it was read;
    /// the entry that moved the head follows it. A handle that is bound to no branch follows the branch that becomes current,
    /// with the entries that are appended from then on. Changes of branches and of the session are returned too.
    /// </remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="BranchNotFoundException">The branch that the handle is bound to was deleted.</exception>
    /// <exception cref="EntryNotFoundException">The position after which to begin is after the last entry.</exception>
    public IAsyncEnumerable<SessionEvent> FollowAsync(FollowOptions? options = null, CancellationToken cancellationToken = default) =>
        new SessionFollower(Log, options?.Copy() ?? new FollowOptions()).ReadAsync(cancellationToken);
}
