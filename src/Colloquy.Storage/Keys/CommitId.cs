namespace Colloquy.Storage;

/// <summary>Represents the id of a commit, which its writer chooses, unique within a session. A repeated commit with the same id changes nothing.</summary>
/// <param name="Value">The id. Ids that sort by time (UUID version 7) are the cheapest to store.</param>
public readonly record struct CommitId(Guid Value)
{
    /// <summary>Creates an id.</summary>
    /// <param name="time">The clock; null for the clock of the system.</param>
    public static CommitId New(TimeProvider? time = null) => new(Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow()));

    /// <summary>Returns the id in its usual form.</summary>
    public override string ToString() => Value.ToString();
}
