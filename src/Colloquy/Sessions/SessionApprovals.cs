namespace Colloquy;

/// <summary>Lists and answers the tool calls of a session that wait for a person.</summary>
public sealed class SessionApprovals
{
    internal SessionApprovals(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    /// <summary>Lists the calls that wait for a person on the branch that the handle works on: those of its newest turn, and of turns that the conversation has gone on behind (<see cref="WhenWaiting.Keep"/>), the oldest first.</summary>
    /// <remarks>Where an agent that is a tool of another waits, what it asks in its own session is listed too, and can be answered by this handle.</remarks>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<Approval>> ListAsync(CancellationToken cancellationToken = default) => ApprovalOperations.ListAsync(Log, cancellationToken);

    /// <summary>Lists the calls that wait for a person on all branches.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public Task<IReadOnlyList<Approval>> ListAllAsync(CancellationToken cancellationToken = default) => ApprovalFinder.ListAllAsync(Log, cancellationToken);

    /// <summary>Finds what was asked under an id, on whichever branch, also when it is answered.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The approval; null when nothing was asked under the id in the session.</returns>
    /// <remarks>The cost does not follow the length of the session, unless the id is none of its own.</remarks>
    /// <exception cref="ApprovalNotFoundException">Its branch was deleted, or the request was pruned.</exception>
    public async Task<Approval?> FindAsync(ApprovalId id, CancellationToken cancellationToken = default) =>
        (await ApprovalFinder.FindAsync(Log, id, cancellationToken).ConfigureAwait(false))?.Approval;

    /// <summary>Approves the call of an id, on the branch where it was asked, whichever the handle works on.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="remember">Whether later calls are approved as well. What waits besides and is covered is answered at once.</param>
    /// <param name="by">Who approves, for the log; null names nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that wait on, on its branch; when there are none, its turn can go on there.</returns>
    /// <exception cref="ApprovalAnsweredException">It was answered before; the exception says how, by whom and when.</exception>
    /// <exception cref="ApprovalNotFoundException">Nothing was asked under the id, or it does not wait any more.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> ApproveAsync(ApprovalId id, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default) =>
        ApprovalFinder.AnswerAsync(Log, id, approval => new ApprovalAnswer(approval, ApprovalDecision.Approved, Reason: null, by), remember, cancellationToken);

    /// <summary>Refuses the call of an id, on the branch where it was asked, whichever the handle works on. Throws as <see cref="ApproveAsync(ApprovalId, RememberApproval, string?, CancellationToken)"/> does.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="reason">Why, as the model is told; null gives no reason.</param>
    /// <param name="remember">Whether later calls are refused as well. What waits besides and is covered is answered at once.</param>
    /// <param name="by">Who refuses, for the log; null names nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that wait on, on its branch.</returns>
    public Task<IReadOnlyList<Approval>> RefuseAsync(ApprovalId id, string? reason = null, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default) =>
        ApprovalFinder.AnswerAsync(Log, id, approval => new ApprovalAnswer(approval, ApprovalDecision.Refused, reason, by), remember, cancellationToken);

    /// <summary>Approves a call: it runs, once, when the turn goes on (<c>Agent.ResumeAsync</c>), also in another process, days later.</summary>
    /// <param name="approval">The approval, as it was listed.</param>
    /// <param name="remember">Whether later calls are approved as well. What waits besides and is covered is answered at once.</param>
    /// <param name="by">Who approves, for the log; null names nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that wait on, on the branch; when there are none, the turn can go on.</returns>
    /// <exception cref="ApprovalAnsweredException">It was answered before; the exception says how, by whom and when.</exception>
    /// <exception cref="ApprovalNotFoundException">It does not wait on the branch that the handle works on, or is not as it was recorded.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> ApproveAsync(Approval approval, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return ApprovalOperations.AnswerAsync(Log, new ApprovalAnswer(approval, ApprovalDecision.Approved, Reason: null, by), remember, cancellationToken);
    }

    /// <summary>Refuses a call: it does not run, and the model is told so when the turn goes on.</summary>
    /// <param name="approval">The approval, as it was listed.</param>
    /// <param name="reason">Why, as the model is told; null gives no reason.</param>
    /// <param name="remember">Whether later calls are refused as well. What waits besides and is covered is answered at once.</param>
    /// <param name="by">Who refuses, for the log; null names nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls that wait on, on the branch; when there are none, the turn can go on.</returns>
    /// <exception cref="ApprovalAnsweredException">It was answered before; the exception says how, by whom and when.</exception>
    /// <exception cref="ApprovalNotFoundException">It does not wait on the branch that the handle works on, or is not as it was recorded.</exception>
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

    /// <summary>Forgets a remembered answer: from then on a person is asked again.</summary>
    /// <param name="remembered">The answer, as it was listed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was not remembered.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<bool> ForgetAsync(RememberedApproval remembered, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        return ApprovalOperations.ForgetAsync(Log, remembered, cancellationToken);
    }
}
