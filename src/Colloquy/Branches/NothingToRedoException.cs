namespace Colloquy;

/// <summary>Thrown when a redo finds nothing that was undone since the branch was last written to. Nothing was changed.</summary>
public sealed class NothingToRedoException : ColloquyException
{
    internal NothingToRedoException(SessionKey key, string branch)
        : base($"Branch '{branch}' of session {key} has nothing to redo: nothing was undone since it was last written to. The history of its heads tells where it has pointed; fork there to get back.")
    {
        Key = key;
        Branch = branch;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The branch.</summary>
    public string Branch { get; }
}
