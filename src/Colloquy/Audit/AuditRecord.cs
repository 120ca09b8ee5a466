namespace Colloquy;

/// <summary>Represents one record of the audit: who did what, and when.</summary>
public sealed record AuditRecord
{
    /// <summary>Gets the time of the action, by the clock of the process that recorded it. The time does not define the order.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets what was done.</summary>
    public required AuditAction Action { get; init; }

    /// <summary>Gets the pseudonym of the principal who did it. <see cref="Operations.SessionStoreOperations.FindAuditActorAsync"/> returns who it is, until that user is erased.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets the roles of the principal, separated by commas; null when the session is the principal's own.</summary>
    public string? Role { get; init; }

    /// <summary>Gets what the action was done to, such as the name of a hold or the format of an export, without content of the session; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>Gets the start entry of the turn that the action belongs to; <see cref="Position.Start"/> for none.</summary>
    public Position TurnStart { get; init; }

    /// <summary>Gets the last entry that the session had when the record of a trail was made, or the position of a record of the log; <see cref="Position.Start"/> for none.</summary>
    public Position After { get; init; }

    /// <summary>Gets a value that indicates whether the record is in the trail. A change of the log is recorded in the log, in the same commit.</summary>
    public bool IsInTrail { get; init; }

    /// <summary>Gets the position of the record's entry, in the trail or in the log of the session.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the record of the trail whose action was refused or failed, which this record reports; null when this record is the action itself.</summary>
    public Position? Failed { get; init; }

    /// <summary>Gets the hash over the chain up to the record's entry.</summary>
    public required Digest Chain { get; init; }
}
