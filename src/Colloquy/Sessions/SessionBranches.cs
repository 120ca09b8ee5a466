namespace Colloquy;

/// <summary>Lists, creates, opens, switches and deletes the branches of a session.</summary>
public sealed class SessionBranches
{
    internal SessionBranches(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    private SessionKey Key => Log.Key;

    /// <summary>Returns a handle that is bound to a branch: it reads, writes and runs there, whichever branch is current.</summary>
    /// <param name="branch">The name of the branch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BranchNotFoundException">There is no such branch.</exception>
    public async Task<Session> OpenAsync(string branch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var bound = Log.On(branch);
        await bound.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return new Session(bound);
    }

    /// <summary>Creates a branch at the head of the branch that the handle works on. The current branch stays current.</summary>
    /// <param name="name">The name of the new branch, 1 to 512 bytes in UTF-8; null for a generated name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A handle that is bound to the new branch.</returns>
    /// <exception cref="BranchConflictException">The branch is empty, or the session has used the name.</exception>
    /// <exception cref="InvalidKeyException">The name breaks the rules for names.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<Session> ForkAsync(string? name = null, CancellationToken cancellationToken = default) => ForkAsync(
        name,
        record => record.Head.IsStart ? throw BranchConflictException.Empty(Key, record.Branch) : ValueTask.FromResult(record.Head),
        cancellationToken);

    /// <summary>Creates a branch whose head is a given entry: any entry of the session, also one that was undone. Throws as <see cref="ForkAsync(string?, CancellationToken)"/> does.</summary>
    /// <param name="at">The position of the entry.</param>
    /// <param name="name">The name of the new branch; null for a generated name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A handle that is bound to the new branch.</returns>
    /// <exception cref="EntryNotFoundException">There is no entry at the position, or the entry is on no branch.</exception>
    public Task<Session> ForkAtAsync(Position at, string? name = null, CancellationToken cancellationToken = default) =>
        ForkAsync(name, record => BranchOperations.CheckAsync(Log, record, at, cancellationToken), cancellationToken);

    /// <summary>Creates a branch that ends before a turn. Throws as <see cref="ForkAsync(string?, CancellationToken)"/> does.</summary>
    /// <param name="turnNumber">The number of the turn, from 1.</param>
    /// <param name="name">The name of the new branch; null for a generated name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A handle that is bound to the new branch, which is empty when the turn is the first.</returns>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public Task<Session> ForkBeforeTurnAsync(int turnNumber, string? name = null, CancellationToken cancellationToken = default) =>
        ForkAsync(name, async record => (await TurnReader.GetStartAsync(Log, record, turnNumber, cancellationToken).ConfigureAwait(false)).Parent, cancellationToken);

    /// <summary>Creates a branch that ends with a turn. Throws as <see cref="ForkAsync(string?, CancellationToken)"/> does.</summary>
    /// <param name="turnNumber">The number of the turn, from 1.</param>
    /// <param name="name">The name of the new branch; null for a generated name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A handle that is bound to the new branch.</returns>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public Task<Session> ForkAfterTurnAsync(int turnNumber, string? name = null, CancellationToken cancellationToken = default) => ForkAsync(
        name,
        async record =>
        {
            var start = await TurnReader.GetStartAsync(Log, record, turnNumber, cancellationToken).ConfigureAwait(false);
            return await TurnReader.FindEndAsync(Log, record.Head, start, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Creates a branch that ends before the turn of the first message that contains a text. Throws as <see cref="ForkAsync(string?, CancellationToken)"/> does.</summary>
    /// <param name="text">The text, compared without regard to case.</param>
    /// <param name="name">The name of the new branch; null for a generated name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A handle that is bound to the new branch.</returns>
    /// <remarks>The call reads the branch from its beginning until it finds the text.</remarks>
    /// <exception cref="EntryNotFoundException">No message of the branch contains the text.</exception>
    public Task<Session> ForkBeforeTextAsync(string text, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return ForkAsync(name, record => ItemReader.FindBeforeTextAsync(Log, record, text, cancellationToken), cancellationToken);
    }

    /// <summary>Makes a branch the current one, durably and for every process. Does nothing when the branch is current already. A handle that is bound to a branch stays bound to it.</summary>
    /// <param name="branch">The name of the branch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BranchNotFoundException">There is no such branch.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task SwitchToAsync(string branch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(branch);
        return BranchOperations.SwitchAsync(Log, branch, cancellationToken);
    }

    /// <summary>Lists the session's branches, ordered by the bytes of their names, without deleted ones.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<SessionBranch>> ListAsync(CancellationToken cancellationToken = default) => BranchOperations.ListAsync(Log, cancellationToken);

    /// <summary>Deletes a branch. Every other branch stays whole, its usage still counts, and its entries stay in the log; its name is not used again.</summary>
    /// <param name="branch">The name of the branch.</param>
    /// <param name="evenIfCurrent">true to delete the branch also when it is current, which makes <c>main</c> current; false to throw in that case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BranchNotFoundException">There is no such branch.</exception>
    /// <exception cref="BranchConflictException">The branch is <c>main</c>, or it is current and <paramref name="evenIfCurrent"/> is false.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task DeleteAsync(string branch, bool evenIfCurrent = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(branch);
        return BranchOperations.DeleteAsync(Log, branch, evenIfCurrent, cancellationToken);
    }

    /// <summary>Compares two branches: the entries that they share, and those that each added.</summary>
    /// <param name="first">The name of one branch.</param>
    /// <param name="second">The name of the other.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BranchNotFoundException">There is no such branch.</exception>
    public Task<BranchComparison> CompareAsync(string first, string second, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return BranchOperations.CompareAsync(Log, first, second, cancellationToken);
    }

    private async Task<Session> ForkAsync(string? name, Func<SessionRecord, ValueTask<Position>> find, CancellationToken cancellationToken) =>
        await OpenAsync(await BranchOperations.ForkAsync(Log, name, find, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the moves of the branch's head other than by appends, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks><see cref="HeadMove.From"/> is the entry that was undone; <see cref="ForkAtAsync"/> creates a branch there.</remarks>
    public IAsyncEnumerable<HeadMove> GetHeadHistoryAsync(CancellationToken cancellationToken = default) => HeadOperations.ReadBackAsync(Log, cancellationToken);
}
