namespace Colloquy;

/// <summary>Specifies what was done, in a record of the audit. The set is open: readers keep actions of later versions.</summary>
/// <param name="Value">The name under which the action is stored.</param>
public readonly record struct AuditAction(string Value)
{
    /// <summary>The session was opened: a handle was made.</summary>
    public static AuditAction Opened { get; } = new("opened");

    /// <summary>Content of the session was read.</summary>
    public static AuditAction Read { get; } = new("read");

    /// <summary>The session was exported, as a document, a transcript or a copy.</summary>
    public static AuditAction Exported { get; } = new("exported");

    /// <summary>A turn was begun or continued.</summary>
    public static AuditAction Ran { get; } = new("ran");

    /// <summary>Messages, state or a title were written outside a turn.</summary>
    public static AuditAction Wrote { get; } = new("wrote");

    /// <summary>The head of a branch was moved: an undo, a clear, a redo.</summary>
    public static AuditAction MovedHead { get; } = new("moved-head");

    /// <summary>A branch was made, became current, or was deleted.</summary>
    public static AuditAction ChangedBranch { get; } = new("changed-branch");

    /// <summary>The session was closed.</summary>
    public static AuditAction Closed { get; } = new("closed");

    /// <summary>The session was opened again after it had been closed.</summary>
    public static AuditAction Reopened { get; } = new("reopened");

    /// <summary>A call that waited for approval was answered.</summary>
    public static AuditAction Answered { get; } = new("answered");

    /// <summary>Content was pruned.</summary>
    public static AuditAction Pruned { get; } = new("pruned");

    /// <summary>The retention policy was set or removed.</summary>
    public static AuditAction SetPolicy { get; } = new("set-policy");

    /// <summary>A legal hold was placed.</summary>
    public static AuditAction Held { get; } = new("held");

    /// <summary>A legal hold was lifted.</summary>
    public static AuditAction LiftedHold { get; } = new("lifted-hold");

    /// <summary>The session was restored from a document or a copy.</summary>
    public static AuditAction Restored { get; } = new("restored");

    /// <summary>The session was deleted.</summary>
    public static AuditAction Deleted { get; } = new("deleted");

    /// <summary>All that belongs to a user was erased.</summary>
    public static AuditAction Erased { get; } = new("erased");

    /// <summary>The sessions of another user, or of several, were listed.</summary>
    public static AuditAction Listed { get; } = new("listed");

    /// <summary>The sessions of another user, or of several, were searched.</summary>
    public static AuditAction Searched { get; } = new("searched");

    /// <summary>The usage of another user, or of several, was added up.</summary>
    public static AuditAction SummedUsage { get; } = new("summed-usage");

    /// <summary>The audit was read.</summary>
    public static AuditAction ReadAudit { get; } = new("read-audit");

    /// <summary>A principal was refused what it asked for, which the detail names. It is recorded where the session has been used before.</summary>
    public static AuditAction Refused { get; } = new("refused");

    /// <summary>Returns the name under which the action is stored.</summary>
    public override string ToString() => Value;
}
