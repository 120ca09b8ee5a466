namespace Colloquy.Storage;

/// <summary>Specifies what changed of a session.</summary>
[Flags]
public enum SessionChanges
{
    /// <summary>No change that is known. A listener reads the session nevertheless.</summary>
    None = 0,

    /// <summary>The log: a commit was made, or the session was restored or deleted.</summary>
    Log = 1,

    /// <summary>The lease was given back.</summary>
    Lease = 2,
}
