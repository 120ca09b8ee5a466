namespace Colloquy;

/// <summary>The exception that is thrown when a session does not have the entry that a call needs: none at a position, none of the needed kind, none that contains a text, or one whose content was pruned. Nothing was changed.</summary>
public sealed class EntryNotFoundException : ColloquyException
{
    private EntryNotFoundException(SessionKey key, Position? position, string message, bool isPruned = false)
        : base(message)
    {
        Key = key;
        Position = position;
        IsPruned = isPruned;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the requested position; null when the entry was searched for by its text.</summary>
    public Position? Position { get; }

    /// <summary>Gets a value that indicates whether the entry exists, but its content was pruned.</summary>
    public bool IsPruned { get; }

    internal static EntryNotFoundException At(SessionKey key, Position position, string problem) => new(key, position, $"Position {position} of session {key} {problem}.");

    internal static EntryNotFoundException NoMessage(SessionKey key, Position position, string problem) =>
        new(key, position, $"Position {position} of session {key} {problem}. Name the position of a message, as SessionItem.Position and `colloquy sessions show` tell it.");

    internal static EntryNotFoundException NoText(SessionKey key, string branch) =>
        new(key, null, $"No message on branch '{branch}' of session {key} contains the text. Look at its turns, or search the session.");

    internal static EntryNotFoundException Pruned(SessionKey key, Position position) =>
        new(key, position, $"What entry {position} of session {key} said was pruned: its header and hashes are left, its content is gone. Choose one that was written later, or restore the session from an export.", isPruned: true);
}
