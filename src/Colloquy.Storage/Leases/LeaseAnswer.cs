namespace Colloquy.Storage;

/// <summary>Represents the answer to a <see cref="LeaseRequest"/>.</summary>
public sealed record LeaseAnswer
{
    private LeaseAnswer(LeaseOutcome outcome) => Outcome = outcome;

    /// <summary>Gets the answer for a lease that the token no longer holds or that was released, and for a ticket that was withdrawn.</summary>
    public static LeaseAnswer Gone { get; } = new(LeaseOutcome.Gone);

    /// <summary>Gets the outcome of the request.</summary>
    public LeaseOutcome Outcome { get; }

    /// <summary>Gets the fencing token of a granted lease, which every commit must name; otherwise, null.</summary>
    public LeaseToken? Token { get; init; }

    /// <summary>Gets the time at which the granted lease, or the lease of the holder that caused a refusal, expires unless it is renewed; otherwise, null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Gets a value that indicates whether the holder is asked to stop.</summary>
    public bool InterruptRequested { get; init; }

    /// <summary>Gets the ticket of a request that waits, which the next request must name before the ticket expires; otherwise, null.</summary>
    public long? Ticket { get; init; }

    /// <summary>Gets the number of requests ahead of one that waits, without the holder; otherwise, null.</summary>
    public int? Ahead { get; init; }

    /// <summary>Gets the name of the holder when the request was refused; null when only other requests wait, and for any other outcome.</summary>
    public string? HeldBy { get; init; }

    /// <summary>Gets the purpose of the lease that another run holds. It has no meaning when only other requests wait.</summary>
    public LeasePurpose Purpose { get; init; }

    /// <summary>Creates the answer that the request was granted.</summary>
    /// <param name="token">The fencing token, which every commit must name.</param>
    /// <param name="until">The time at which the lease expires unless it is renewed.</param>
    /// <param name="interruptRequested">true when the holder is asked to stop; otherwise, false.</param>
    public static LeaseAnswer Granted(LeaseToken token, DateTimeOffset until, bool interruptRequested = false) =>
        new(LeaseOutcome.Granted) { Token = token, Until = until, InterruptRequested = interruptRequested };

    /// <summary>Creates the answer that the request waits.</summary>
    /// <param name="ticket">The ticket, which the next request must name before it expires.</param>
    /// <param name="ahead">The number of requests ahead of it, without the holder.</param>
    /// <param name="purpose">The purpose of the lease. It has no meaning when only other requests wait.</param>
    public static LeaseAnswer Queued(long ticket, int ahead, LeasePurpose purpose = default) =>
        new(LeaseOutcome.Queued) { Ticket = ticket, Ahead = ahead, Purpose = purpose };

    /// <summary>Creates the answer that the request was refused: the lease is held or others wait, and the request did not wait.</summary>
    /// <param name="heldBy">The name of the holder; null when only other requests wait.</param>
    /// <param name="until">The time at which the lease of the holder expires.</param>
    /// <param name="purpose">The purpose of the lease. It has no meaning when only other requests wait.</param>
    public static LeaseAnswer Refused(string? heldBy, DateTimeOffset? until, LeasePurpose purpose = default) =>
        new(LeaseOutcome.Refused) { HeldBy = heldBy, Until = until, Purpose = purpose };
}

/// <summary>Specifies the outcome of a <see cref="LeaseRequest"/>.</summary>
public enum LeaseOutcome
{
    /// <summary>The requester holds the lease.</summary>
    Granted = 0,

    /// <summary>The request waits.</summary>
    Queued = 1,

    /// <summary>The lease is held, or others wait, and the request did not wait.</summary>
    Refused = 2,

    /// <summary>The token no longer holds the lease, the lease was released, or the ticket was withdrawn.</summary>
    Gone = 3,
}
