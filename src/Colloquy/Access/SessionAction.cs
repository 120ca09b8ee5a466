namespace Colloquy;

/// <summary>Specifies what a principal wants to do, for <see cref="ISessionAccess"/>.</summary>
public enum SessionAction
{
    /// <summary>Open a session, or list the sessions of an owner: titles, metadata, times, sizes, policies.</summary>
    Open = 0,

    /// <summary>Read content: messages, calls, state, memories, search results, usage.</summary>
    Read = 1,

    /// <summary>Write: add messages, run an agent, answer approvals, move heads, write state and memories, set titles, close.</summary>
    Write = 2,

    /// <summary>Export a session as a document, a transcript or a copy.</summary>
    Export = 3,

    /// <summary>Remove content from a session, and keep the session.</summary>
    Prune = 4,

    /// <summary>Delete a session.</summary>
    Delete = 5,

    /// <summary>Set retention policies, place and lift legal holds, erase users, read the audit, and everything that spans owners.</summary>
    Administer = 6,
}
