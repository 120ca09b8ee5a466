namespace Colloquy.Encryption;

/// <summary>Represents what a re-keying has done, and what it is doing.</summary>
public sealed record RekeyReport
{
    /// <summary>Gets the number of owners whose new keys are in use everywhere, and whose old keys were destroyed, by this call.</summary>
    public long Owners { get; init; }

    /// <summary>Gets the number of owners that this call gives new keys; those that an interrupted call has finished are not among them.</summary>
    public long TotalOwners { get; init; }

    /// <summary>Gets the number of sessions that this call encrypted anew.</summary>
    public long Sessions { get; init; }

    /// <summary>Gets the number of entries that this call encrypted anew.</summary>
    public long Entries { get; init; }

    /// <summary>Gets the time for which the call waits for other processes to learn of the new keys; null while it does not wait.</summary>
    public TimeSpan? Waiting { get; init; }

    /// <summary>Gets a value that indicates whether the storage was overwritten where it had what was replaced.</summary>
    public bool IsScrubbed { get; init; }

    /// <summary>Gets a value that indicates whether there is no problem: all old keys were destroyed. Otherwise a later call goes on.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Gets what could not be encrypted anew and keeps its old keys, each with the reason, as sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
