namespace Colloquy;

/// <summary>Lists and answers the tool calls of a session that wait for a person.</summary>
public sealed class SessionApprovals
{
    internal SessionApprovals(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    /// <summary>Lists the calls that wait for a person on the branch that the handle works on: those of its newest turn, and those of earlier turns that still wait (<see cref="WhenWaiting.Keep"/>), the oldest first.</summary>
    /// <remarks>Where an agent that is a tool of another agent waits, the calls that wait in its own session are listed too and can be answered by this handle.</remarks>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<Approval>> ListAsync(CancellationToken cancellationToken = default) => ApprovalOperations.ListAsync(Log, cancellationToken);

    /// <summary>Lists the calls that wait for a person on all branches.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public Task<IReadOnlyList<Approval>> ListAllAsync(CancellationToken cancellationToken = default) => ApprovalFinder.ListAllAsync(Log, cancellationToken);

    /// <summary>Finds an approval by its id, on any branch, also when it is answered.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The approval; null when the session has none with this id.</returns>
    /// <remarks>The cost does not depend on the length of the session, unless the session has no such id.</remarks>
    /// <exception cref="ApprovalNotFoundException">The branch of the approval was deleted, or its request was pruned.</exception>
    public async Task<Approval?> FindAsync(ApprovalId id, CancellationToken cancellationToken = default) =>
        (await ApprovalFinder.FindAsync(Log, id, cancellationToken).ConfigureAwait(false))?.Approval;

    /// <summary>Approves a call by the id of its approval, on the branch where it waits, whichever branch the handle works on.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="remember">Which later calls are approved as well. Other waiting calls that the answer covers are answered at once.</param>
    /// <param name="by">The name of the person who approves, for the log; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that still wait on its branch; when there are none, the turn can go on there.</returns>
    /// <exception cref="ApprovalAnsweredException">The approval was answered before, and the exception holds the answer, its author and its time; or it has expired.</exception>
    /// <exception cref="ApprovalNotFoundException">There is no approval with this id, or it no longer waits.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> ApproveAsync(ApprovalId id, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default) =>
        ApprovalFinder.AnswerAsync(Log, id, approval => new ApprovalAnswer(approval, ApprovalDecision.Approved, Reason: null, by), remember, cancellationToken);

    /// <summary>Refuses a call by the id of its approval, on the branch where it waits, whichever branch the handle works on. Throws as <see cref="ApproveAsync(ApprovalId, RememberApproval, string?, CancellationToken)"/> does.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="reason">The reason that the model is given; null for none.</param>
    /// <param name="remember">Which later calls are refused as well. Other waiting calls that the answer covers are answered at once.</param>
    /// <param name="by">The name of the person who refuses, for the log; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that still wait on its branch.</returns>
    public Task<IReadOnlyList<Approval>> RefuseAsync(ApprovalId id, string? reason = null, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default) =>
        ApprovalFinder.AnswerAsync(Log, id, approval => new ApprovalAnswer(approval, ApprovalDecision.Refused, reason, by), remember, cancellationToken);

    /// <summary>Approves a call: it runs once, when the turn is resumed (<c>Agent.ResumeAsync</c>), also in another process or days later.</summary>
    /// <param name="approval">The approval, as it was listed.</param>
    /// <param name="remember">Which later calls are approved as well. Other waiting calls that the answer covers are answered at once.</param>
    /// <param name="by">The name of the person who approves, for the log; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that still wait on the branch; when there are none, the turn can go on.</returns>
    /// <exception cref="ApprovalAnsweredException">The approval was answered before, and the exception holds the answer, its author and its time; or it has expired.</exception>
    /// <exception cref="ApprovalNotFoundException">The approval does not wait on the branch that the handle works on, or differs from what was recorded.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> ApproveAsync(Approval approval, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return ApprovalOperations.AnswerAsync(Log, new ApprovalAnswer(approval, ApprovalDecision.Approved, Reason: null, by), remember, cancellationToken);
    }

    /// <summary>Refuses a call: it does not run, and the model is told so when the turn is resumed.</summary>
    /// <param name="approval">The approval, as it was listed.</param>
    /// <param name="reason">The reason that the model is given; null for none.</param>
    /// <param name="remember">Which later calls are refused as well. Other waiting calls that the answer covers are answered at once.</param>
    /// <param name="by">The name of the person who refuses, for the log; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that still wait on the branch; when there are none, the turn can go on.</returns>
    /// <exception cref="ApprovalAnsweredException">The approval was answered before, and the exception holds the answer, its author and its time; or it has expired.</exception>
    /// <exception cref="ApprovalNotFoundException">The approval does not wait on the branch that the handle works on, or differs from what was recorded.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> RefuseAsync(Approval approval, string? reason = null, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return ApprovalOperations.AnswerAsync(Log, new ApprovalAnswer(approval, ApprovalDecision.Refused, reason, by), remember, cancellationToken);
    }

    /// <summary>Lists the answers that are remembered on the branch that the handle works on.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<RememberedApproval>> ListRememberedAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await RememberedApprovals.ReadAsync(Log, record.Head, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a remembered answer: from then on a person is asked again.</summary>
    /// <param name="remembered">The answer, as it was listed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the answer was removed; false when it was not remembered.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<bool> ForgetAsync(RememberedApproval remembered, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        return ApprovalOperations.ForgetAsync(Log, remembered, cancellationToken);
    }
}
