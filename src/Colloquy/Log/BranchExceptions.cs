namespace Colloquy;

/// <summary>Thrown when a session has no branch of a name, or no longer. Nothing was changed.</summary>
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

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The name.</summary>
    public string Branch { get; }

    /// <summary>Whether there once was a branch of this name.</summary>
    public bool IsDeleted { get; }
}

/// <summary>Thrown when a branch is to be made under a name that the session has used, which it can do once. Nothing was changed.</summary>
public sealed class BranchExistsException : ColloquyException
{
    internal BranchExistsException(SessionKey key, string branch, bool isDeleted)
        : base($"Session {key} {(isDeleted ? "had" : "has")} a branch '{branch}'{(isDeleted ? ", which was deleted" : "")}. A name is used once in a session: choose another.")
    {
        Key = key;
        Branch = branch;
        IsDeleted = isDeleted;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The name.</summary>
    public string Branch { get; }

    /// <summary>Whether the branch of this name was deleted.</summary>
    public bool IsDeleted { get; }
}

/// <summary>Thrown when a branch is to be deleted that is <c>main</c>, or the current one without being told so. Nothing was changed.</summary>
public sealed class BranchInUseException : ColloquyException
{
    internal BranchInUseException(SessionKey key, string branch)
        : base(branch == BranchHead.Main
            ? $"Branch 'main' of session {key} cannot be deleted: it is the first. Clear it, or delete the session."
            : $"Branch '{branch}' is the current one of session {key}. Switch to another first, or say that it is to be deleted all the same; then 'main' becomes current.")
    {
        Key = key;
        Branch = branch;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The branch.</summary>
    public string Branch { get; }
}

/// <summary>Thrown when a branch without an entry is to be forked. Nothing was changed.</summary>
public sealed class NothingToForkException : ColloquyException
{
    internal NothingToForkException(SessionKey key, string branch)
        : base($"Branch '{branch}' of session {key} is empty: there is nothing to fork from. Add a message or run a turn first.")
    {
        Key = key;
        Branch = branch;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The branch.</summary>
    public string Branch { get; }
}
