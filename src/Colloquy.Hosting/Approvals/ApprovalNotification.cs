namespace Colloquy.Hosting;

/// <summary>Represents what happened to an approval.</summary>
public sealed record ApprovalNotification
{
    /// <summary>Gets what happened.</summary>
    public required ApprovalNotificationKind Kind { get; init; }

    /// <summary>Gets the approval, with its id, its session and its branch.</summary>
    public required Approval Approval { get; init; }

    /// <summary>Gets the key of the session that lists the approval: that of the conversation, also when an agent that is a tool asked in a session of its own.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>Gets the key of the store; null for the default store.</summary>
    public string? Store { get; init; }

    /// <summary>Gets a value that indicates whether the call waited already when the application started. It may have been told before.</summary>
    public bool WaitedAtStart { get; init; }

    /// <summary>Gets the decision; null for a request, and for a call without a decision.</summary>
    public ApprovalDecision? Decision { get; init; }

    /// <summary>Gets the name of the person who decided; null for none.</summary>
    public string? By { get; init; }

    /// <summary>Gets the reason of the decision; null for none.</summary>
    public string? Reason { get; init; }
}

/// <summary>Specifies what happened to an approval.</summary>
public enum ApprovalNotificationKind
{
    /// <summary>A call waits for a person.</summary>
    Requested = 0,

    /// <summary>A person approved or refused the call.</summary>
    Answered = 1,

    /// <summary>The call was not answered before <see cref="Approval.ExpiresAt"/>, and counts as refused.</summary>
    Expired = 2,

    /// <summary>The call no longer waits: the conversation went on without it, its turn was undone, or its branch or session was deleted.</summary>
    Withdrawn = 3,
}
