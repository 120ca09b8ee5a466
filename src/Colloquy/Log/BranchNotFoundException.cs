namespace Colloquy;

/// <summary>The exception that is thrown when a session has no branch of a name, or the branch was deleted. Nothing was changed.</summary>
public sealed class BranchNotFoundException : ColloquyException
{
    internal BranchNotFoundException(SessionKey key, string branch, bool isDeleted)
        : base(isDeleted
            ? $"Branch '{branch}' of session {key} was deleted. Its entries are still in the log: fork at a position of theirs."
            : $"Session {key} has no branch '{branch}'. List its branches to see their names, which are compared byte by byte.")
    {
        Key = key;
        Branch = branch;
        IsDeleted = isDeleted;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the name.</summary>
    public string Branch { get; }

    /// <summary>Gets a value that indicates whether there once was a branch of this name.</summary>
    public bool IsDeleted { get; }
}
