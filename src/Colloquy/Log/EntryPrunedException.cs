namespace Colloquy;

/// <summary>Thrown when something needs what an entry said, and it was pruned.</summary>
public sealed class EntryPrunedException : ColloquyException
{
    internal EntryPrunedException(SessionKey key, Position position)
        : base($"What entry {position} of session {key} said was pruned: its header and hashes are left, its content is gone. Choose one that was written later, or restore the session from an export.")
    {
        Key = key;
        Position = position;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The entry.</summary>
    public Position Position { get; }
}
