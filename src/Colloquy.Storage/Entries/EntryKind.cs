namespace Colloquy;

/// <summary>Specifies the kind of an entry. The set of kinds is open: readers keep kinds of later versions unchanged.</summary>
/// <param name="Value">The name under which the kind is stored.</param>
public readonly record struct EntryKind(string Value)
{
    /// <summary>One message of the conversation.</summary>
    public static EntryKind Message { get; } = new("message");

    /// <summary>One call of a model, with its window, its usage and its end.</summary>
    public static EntryKind ModelCall { get; } = new("model-call");

    /// <summary>The start of a turn.</summary>
    public static EntryKind TurnStart { get; } = new("turn-start");

    /// <summary>The end of a turn.</summary>
    public static EntryKind TurnEnd { get; } = new("turn-end");

    /// <summary>A write of one key of the session's state.</summary>
    public static EntryKind State { get; } = new("state");

    /// <summary>A write of one key of the user's or the application's state by a run. An undo of the entry does not revert the write.</summary>
    public static EntryKind ScopedState { get; } = new("scoped-state");

    /// <summary>A head that moved: an undo, a clear. It is in the log, but not on the line of the branch.</summary>
    public static EntryKind HeadMove { get; } = new("head-move");

    /// <summary>A summary by a model, which replaces older messages in windows.</summary>
    public static EntryKind Summary { get; } = new("summary");

    /// <summary>The importance of older messages, as a model scored them.</summary>
    public static EntryKind Importance { get; } = new("importance");

    /// <summary>A conversation that one agent handed over to another.</summary>
    public static EntryKind Handoff { get; } = new("handoff");

    /// <summary>A branch that was created, became current, or was deleted. It is in the log, but not on a line.</summary>
    public static EntryKind Branch { get; } = new("branch");

    /// <summary>A tool call that waits for a person's approval.</summary>
    public static EntryKind ApprovalRequest { get; } = new("approval-request");

    /// <summary>The decision on a tool call that waited for approval.</summary>
    public static EntryKind ApprovalAnswer { get; } = new("approval-answer");

    /// <summary>The continuation of a turn that waited.</summary>
    public static EntryKind TurnResume { get; } = new("turn-resume");

    /// <summary>The session was closed or reopened.</summary>
    public static EntryKind Lifecycle { get; } = new("lifecycle");

    /// <summary>The removal of payloads by retention: the entries, the strategy, and who asked for it. It is on no branch.</summary>
    public static EntryKind Prune { get; } = new("prune");

    /// <summary>A signature over the chain at the entry before it.</summary>
    public static EntryKind Signature { get; } = new("signature");

    /// <summary>A record of who made the commit that has it, and for what. <see cref="Entry.Author"/> is the pseudonym of the principal.</summary>
    public static EntryKind Audit { get; } = new("audit");

    /// <summary>Returns the name under which the kind is stored.</summary>
    public override string ToString() => Value;
}
