namespace Colloquy;

/// <content>What a session has beside its daily verbs, by subject.</content>
public sealed partial class Session
{
    /// <summary>Gets the name of the branch that the handle works on, as of its last read of the store: the branch that it is bound to, or else the current branch of the session.</summary>
    public string Branch => Log.Record.Branch;

    /// <summary>Gets the session's branches.</summary>
    public SessionBranches Branches => field ??= new SessionBranches(Log);

    /// <summary>Gets the turns of the branch that the handle works on.</summary>
    public SessionTurns Turns => field ??= new SessionTurns(Log);

    /// <summary>Gets the tool calls that wait for a person.</summary>
    public SessionApprovals Approvals => field ??= new SessionApprovals(Log);

    /// <summary>Gets the usage of the session's model calls.</summary>
    public SessionUsage Usage => field ??= new SessionUsage(Log);

    /// <summary>Gets the part of the session that a model is shown.</summary>
    public SessionWindow Window => field ??= new SessionWindow(Log);

    /// <summary>Gets the retention of the session: its policy, and what was pruned.</summary>
    public SessionRetention Retention => field ??= new SessionRetention(Log);

    /// <summary>Gets the writers of documents and transcripts.</summary>
    public SessionDocuments Documents => field ??= new SessionDocuments(Log);
}
