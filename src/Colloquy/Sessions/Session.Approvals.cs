namespace Colloquy;

/// <content>Tool calls that wait for a person's approval.</content>
public sealed partial class Session
{
    /// <summary>Lists the calls that wait for a person on the branch that the handle works on; none unless its newest turn waits.</summary>
    /// <remarks>Where an agent that is a tool of another waits, what it asks in its own session is listed too, and can be answered by this handle.</remarks>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<Approval>> GetApprovalsAsync(CancellationToken cancellationToken = default) => SessionApprovals.ListAsync(Log, cancellationToken);

    /// <summary>Approves a call: it runs, once, when the turn goes on (<c>Agent.ResumeAsync</c>), also in another process, days later.</summary>
    /// <param name="approval">The approval, as it was listed.</param>
    /// <param name="remember">Whether later calls are approved as well. What waits besides and is covered is answered at once.</param>
    /// <param name="by">Who approves, for the log; null names nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls of the turn that wait on; when there are none, the turn can go on.</returns>
    /// <exception cref="ApprovalAnsweredException">It was answered before.</exception>
    /// <exception cref="ApprovalNotFoundException">It does not wait on the branch that the handle works on, or is not as it was recorded.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> ApproveAsync(Approval approval, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return SessionApprovals.AnswerAsync(Log, new ApprovalAnswer(approval, ApprovalDecision.Approved, Reason: null, by), remember, cancellationToken);
    }

    /// <summary>Refuses a call: it does not run, and the model is told so when the turn goes on.</summary>
    /// <param name="approval">The approval, as it was listed.</param>
    /// <param name="reason">Why, as the model is told; null gives no reason.</param>
    /// <param name="remember">Whether later calls are refused as well. What waits besides and is covered is answered at once.</param>
    /// <param name="by">Who refuses, for the log; null names nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The calls of the turn that wait on; when there are none, the turn can go on.</returns>
    /// <exception cref="ApprovalAnsweredException">It was answered before.</exception>
    /// <exception cref="ApprovalNotFoundException">It does not wait on the branch that the handle works on, or is not as it was recorded.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public Task<IReadOnlyList<Approval>> RefuseAsync(Approval approval, string? reason = null, RememberApproval remember = RememberApproval.Nothing, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return SessionApprovals.AnswerAsync(Log, new ApprovalAnswer(approval, ApprovalDecision.Refused, reason, by), remember, cancellationToken);
    }

    /// <summary>Lists the answers that are remembered on the branch that the handle works on.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<RememberedApproval>> GetRememberedApprovalsAsync(CancellationToken cancellationToken = default)
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
    public Task<bool> ForgetApprovalAsync(RememberedApproval remembered, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        return SessionApprovals.ForgetAsync(Log, remembered, cancellationToken);
    }
}
