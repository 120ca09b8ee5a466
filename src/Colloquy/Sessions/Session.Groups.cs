namespace Colloquy;

/// <content>What a session has beside its daily verbs, by subject.</content>
public sealed partial class Session
{
    /// <summary>Gets the branch that the handle works on, as it saw it last: the one that it is bound to, else the session's current one.</summary>
    public string Branch => Log.Record.Branch;

    /// <summary>Gets the session's branches.</summary>
    public SessionBranches Branches => field ??= new SessionBranches(Log);

    /// <summary>Gets the turns of the branch that the handle works on.</summary>
    public SessionTurns Turns => field ??= new SessionTurns(Log);

    /// <summary>Gets the tool calls that wait for a person.</summary>
    public SessionApprovals Approvals => field ??= new SessionApprovals(Log);

    /// <summary>Gets what the session's model calls used.</summary>
    public SessionUsage Usage => field ??= new SessionUsage(Log);

    /// <summary>Gets what a model is shown of the session.</summary>
    public SessionWindow Window => field ??= new SessionWindow(Log);

    /// <summary>Gets how long the session is kept, and what was removed.</summary>
    public SessionRetention Retention => field ??= new SessionRetention(Log);

    /// <summary>Gets the writers of documents and transcripts.</summary>
    public SessionDocuments Documents => field ??= new SessionDocuments(Log);
}
