namespace Colloquy;

/// <summary>The exception that is thrown when a session is to be imported under a key under which there is one. Nothing was written.</summary>
public sealed class SessionExistsException : ColloquyException
{
    internal SessionExistsException(SessionKey key, bool isUnfinishedImport)
        : base(isUnfinishedImport
            ? $"Under {key} an earlier version of Colloquy began to import another document and did not finish. Import that document again, or delete the session."
            : $"There is a session {key} already. Import under another key, or delete it first.")
    {
        Key = key;
        IsUnfinishedImport = isUnfinishedImport;
    }

    /// <summary>Gets the key.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets a value that indicates whether what is there is the unfinished import of another document.</summary>
    public bool IsUnfinishedImport { get; }
}
