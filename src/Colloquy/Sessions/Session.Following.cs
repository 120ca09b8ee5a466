namespace Colloquy;

/// <content>Following what is written.</content>
public sealed partial class Session
{
    /// <summary>Follows the branch: gives each entry as it is committed, by whatever process, until it is cancelled.</summary>
    /// <param name="options">From where, and until when; null for what comes from now on.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <remarks>
    /// Every entry that is appended to the branch comes once, in order, also when it was taken back before it was seen;
    /// then comes the entry that moved the head. A handle that follows the current branch goes along when another becomes
    /// current, with the entries that come from then on. Changes of branches and of the session come along.
    /// </remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="BranchNotFoundException">The branch that the handle is bound to was deleted.</exception>
    /// <exception cref="EntryNotFoundException">The position after which to begin is beyond the last entry.</exception>
    public IAsyncEnumerable<SessionEvent> FollowAsync(FollowOptions? options = null, CancellationToken cancellationToken = default) =>
        new SessionFollower(Log, options?.Copy() ?? new FollowOptions()).ReadAsync(cancellationToken);
}
