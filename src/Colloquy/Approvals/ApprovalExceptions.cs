namespace Colloquy;

/// <summary>The exception that is thrown when an approval was answered before, or its time has run out. Nothing was changed.</summary>
public sealed class ApprovalAnsweredException : ColloquyException
{
    internal ApprovalAnsweredException(Approval approval, ApprovalAnswerBody answer, DateTimeOffset at)
        : base(answer.Expired
            ? $"The call {approval} at position {approval.Position} of session {approval.Session} expired at {approval.ExpiresAt ?? at:u} before anybody answered, and counts as refused. Agent.ResumeAsync goes on with its turn; the model can make the call again."
            : $"The call {approval} at position {approval.Position} of session {approval.Session} was {answer.Subject} before{(answer.By is { } by ? $" by {by}" : "")}, at {at:u}; an answer counts once.")
    {
        Approval = approval;
        Decision = answer.Decision;
        By = answer.By;
        AnsweredAt = at;
        IsExpired = answer.Expired;
    }

    /// <summary>Gets the approval.</summary>
    public Approval Approval { get; }

    /// <summary>Gets the earlier decision.</summary>
    public ApprovalDecision Decision { get; }

    /// <summary>Gets the name of the person who decided; null for none.</summary>
    public string? By { get; }

    /// <summary>Gets the time of the decision.</summary>
    public DateTimeOffset AnsweredAt { get; }

    /// <summary>Gets a value that indicates whether nobody answered before <see cref="Approval.ExpiresAt"/>, so that the call counts as refused.</summary>
    public bool IsExpired { get; }
}

/// <summary>The exception that is thrown when no waiting call has the approval: it does not exist, belongs to another session or branch, or to a turn that the conversation has left. Nothing was changed.</summary>
public sealed class ApprovalNotFoundException : ColloquyException
{
    internal ApprovalNotFoundException(SessionKey key, string approval, string problem)
        : base($"Approval {approval} cannot be answered in session {key}: {problem}. session.Approvals.ListAsync lists those that wait.")
    {
        Key = key;
        Approval = approval;
    }

    /// <summary>Gets the session in which the call looked for the approval.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the id of the approval, or the text that was given as one.</summary>
    public string Approval { get; }
}
