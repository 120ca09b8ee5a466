namespace Colloquy.Storage;

/// <summary>The id of a commit, chosen by its writer; unique within a session. A repeat under the same id happens once.</summary>
/// <param name="Value">The id. Ids that sort by time (UUID version 7) are the cheapest to store.</param>
public readonly record struct CommitId(Guid Value)
{
    /// <summary>Makes a new id.</summary>
    /// <param name="time">The clock; the system's when null.</param>
    public static CommitId New(TimeProvider? time = null) => new(Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow()));

    /// <summary>Returns the id in its usual form.</summary>
    public override string ToString() => Value.ToString();
}
