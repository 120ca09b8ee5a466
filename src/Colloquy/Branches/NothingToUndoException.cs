namespace Colloquy;

/// <summary>Thrown when a turn is undone on a branch that has none. Nothing was changed.</summary>
public sealed class NothingToUndoException : ColloquyException
{
    internal NothingToUndoException(SessionKey key, string branch)
        : base($"Branch '{branch}' of session {key} has no turn to undo.")
    {
        Key = key;
        Branch = branch;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The branch.</summary>
    public string Branch { get; }
}
