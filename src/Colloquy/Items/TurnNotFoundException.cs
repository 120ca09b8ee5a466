namespace Colloquy;

/// <summary>The exception that is thrown when a branch has no turn of a number. Nothing was changed.</summary>
public sealed class TurnNotFoundException : ColloquyException
{
    internal TurnNotFoundException(SessionKey key, string branch, int turn, int count)
        : base(count == 0
            ? $"Branch '{branch}' of session {key} has no turn {turn}: it has no turns yet."
            : $"Branch '{branch}' of session {key} has no turn {turn}: its turns are numbered from 1 to {count}.")
    {
        Key = key;
        Branch = branch;
        TurnNumber = turn;
        Count = count;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the branch.</summary>
    public string Branch { get; }

    /// <summary>Gets the requested number.</summary>
    public int TurnNumber { get; }

    /// <summary>Gets the number of turns on the branch.</summary>
    public int Count { get; }
}
