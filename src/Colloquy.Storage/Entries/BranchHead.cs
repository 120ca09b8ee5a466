namespace Colloquy.Storage;

/// <summary>A branch: a name that points at an entry. Its history is that entry and what leads to it.</summary>
/// <param name="Name">The name, 1 to 512 bytes in UTF-8, unique within the session for ever.</param>
/// <param name="Head">The entry that it points at; <see cref="Position.Start"/> when the branch is empty; null when it was deleted.</param>
public sealed record BranchHead(string Name, Position? Head)
{
    /// <summary>The name of a session's first branch.</summary>
    public const string Main = "main";

    /// <summary>Gets the entry that moved the head other than by an append, or that created or deleted the branch, whichever was last; <see cref="Position.Start"/> when there is none. It leads to the moves before it.</summary>
    public Position LastMove { get; init; }

    /// <summary>Gets a value that indicates whether a turn on the branch waits for a person. It is false for a deleted branch.</summary>
    public bool IsWaiting { get; init; }
}
