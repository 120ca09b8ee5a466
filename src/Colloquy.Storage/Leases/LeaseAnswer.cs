namespace Colloquy.Storage;

/// <summary>Represents what became of a <see cref="LeaseRequest"/>.</summary>
public sealed record LeaseAnswer
{
    private LeaseAnswer(LeaseOutcome outcome) => Outcome = outcome;

    /// <summary>Gets the answer for a lease that is no longer held by the token named, or was given back, and for a place that was given up.</summary>
    public static LeaseAnswer Gone { get; } = new(LeaseOutcome.Gone);

    /// <summary>Gets what became of the request.</summary>
    public LeaseOutcome Outcome { get; }

    /// <summary>Gets the fencing token of a lease that is granted, to be named by every commit; otherwise null.</summary>
    public LeaseToken? Token { get; init; }

    /// <summary>Gets when the lease that is granted ends unless it is renewed, or until when another has it that refuses it; otherwise null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Gets a value that indicates whether somebody has asked the holder to stop.</summary>
    public bool InterruptRequested { get; init; }

    /// <summary>Gets the place of a request that waits, to be named when asking again before it expires; otherwise null.</summary>
    public long? Ticket { get; init; }

    /// <summary>Gets how many wait ahead of a request that waits, the holder not counted; otherwise null.</summary>
    public int? Ahead { get; init; }

    /// <summary>Gets who holds the lease that was refused; null when only others wait, and otherwise.</summary>
    public string? HeldBy { get; init; }

    /// <summary>Gets what the lease is held for that another has; meaningless when only others wait.</summary>
    public LeasePurpose Purpose { get; init; }

    /// <summary>Answers that the lease is held by who asked.</summary>
    /// <param name="token">The fencing token, to be named by every commit.</param>
    /// <param name="until">When it ends unless it is renewed.</param>
    /// <param name="interruptRequested">Whether somebody has asked the holder to stop.</param>
    public static LeaseAnswer Granted(LeaseToken token, DateTimeOffset until, bool interruptRequested = false) =>
        new(LeaseOutcome.Granted) { Token = token, Until = until, InterruptRequested = interruptRequested };

    /// <summary>Answers that the request waits.</summary>
    /// <param name="ticket">The place, to be named when asking again before it expires.</param>
    /// <param name="ahead">How many wait ahead of it; the holder is not counted.</param>
    /// <param name="purpose">What the lease is held for; meaningless when only others wait.</param>
    public static LeaseAnswer Queued(long ticket, int ahead, LeasePurpose purpose = default) =>
        new(LeaseOutcome.Queued) { Ticket = ticket, Ahead = ahead, Purpose = purpose };

    /// <summary>Answers that the lease is held, or others wait, and that the request did not want to wait.</summary>
    /// <param name="heldBy">Who holds it; null when only others wait.</param>
    /// <param name="until">Until when the holder has it.</param>
    /// <param name="purpose">What it is held for; meaningless when only others wait.</param>
    public static LeaseAnswer Refused(string? heldBy, DateTimeOffset? until, LeasePurpose purpose = default) =>
        new(LeaseOutcome.Refused) { HeldBy = heldBy, Until = until, Purpose = purpose };
}

/// <summary>Specifies what became of a <see cref="LeaseRequest"/>.</summary>
public enum LeaseOutcome
{
    /// <summary>The requester holds the lease.</summary>
    Granted = 0,

    /// <summary>The request waits.</summary>
    Queued = 1,

    /// <summary>The lease is held, or others wait, and the request did not want to wait.</summary>
    Refused = 2,

    /// <summary>The lease named is no longer held by its token, or was given back; or the place was given up.</summary>
    Gone = 3,
}
