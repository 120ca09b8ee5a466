namespace Colloquy;

/// <summary>The exception that is thrown when a branch cannot be created or deleted: its name was used before, the branch to fork is empty, or the branch to delete is <c>main</c> or the current one. Nothing was changed.</summary>
public sealed class BranchConflictException : ColloquyException
{
    private BranchConflictException(SessionKey key, string branch, string message)
        : base(message)
    {
        Key = key;
        Branch = branch;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the name of the branch.</summary>
    public string Branch { get; }

    /// <summary>Gets a value that indicates whether the session has, or had, a branch of this name; a name is used once.</summary>
    public bool IsNameTaken { get; private init; }

    /// <summary>Gets a value that indicates whether the branch that took the name was deleted.</summary>
    public bool IsDeleted { get; private init; }

    /// <summary>Gets a value that indicates whether the branch has no entry to fork from.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Gets a value that indicates whether the branch is the current one, or <c>main</c>, which cannot be deleted.</summary>
    public bool IsInUse { get; private init; }

    internal static BranchConflictException NameTaken(SessionKey key, string branch, bool isDeleted) =>
        new(key, branch, $"Session {key} {(isDeleted ? "had" : "has")} a branch '{branch}'{(isDeleted ? ", which was deleted" : "")}. A name is used once in a session: choose another.") { IsNameTaken = true, IsDeleted = isDeleted };

    internal static BranchConflictException Empty(SessionKey key, string branch) =>
        new(key, branch, $"Branch '{branch}' of session {key} is empty: there is nothing to fork from. Add a message or run a turn first.") { IsEmpty = true };

    internal static BranchConflictException InUse(SessionKey key, string branch) =>
        new(key, branch, branch == BranchHead.Main
            ? $"Branch 'main' of session {key} cannot be deleted: it is the first. Clear it, or delete the session."
            : $"Branch '{branch}' is the current one of session {key}. Switch to another first, or say that it is to be deleted all the same; then 'main' becomes current.") { IsInUse = true };
}
