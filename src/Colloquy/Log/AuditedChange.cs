namespace Colloquy;

/// <summary>Names what a commit does, for the audit.</summary>
internal static class AuditedChange
{
    /// <summary>What pending entries do, outside a turn.</summary>
    public static AuditAction Of(EntryWriter writer)
    {
        foreach (var entry in writer.Pending)
        {
            if (Of(entry) is { } action)
                return action;
        }

        return AuditAction.Wrote;
    }

    private static AuditAction? Of(Entry entry) => entry.Kind.Value switch
    {
        "approval-answer" => AuditAction.Answered,
        "head-move" => AuditAction.MovedHead,
        "branch" => AuditAction.ChangedBranch,
        "lifecycle" => entry.Subject == "closed" ? AuditAction.Closed : AuditAction.Reopened,
        _ => null,
    };
}
