namespace Colloquy.Storage;

/// <summary>Represents what is asked of a session's lease.</summary>
public sealed record LeaseRequest
{
    private LeaseRequest(LeaseAction action) => Action = action;

    /// <summary>Gets what is asked.</summary>
    public LeaseAction Action { get; }

    /// <summary>Gets who asks, for people to read, when a lease is acquired; otherwise null.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets how long the lease, or the ticket, lives without being renewed, when a lease is acquired or renewed: more than zero. Otherwise null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets where to wait when the lease is held or others wait.</summary>
    public LeasePlace Place { get; init; }

    /// <summary>Gets the ticket of an earlier answer: null for the first request, and when a lease is renewed or released.</summary>
    public long? Ticket { get; init; }

    /// <summary>Gets a value that indicates whether a present holder is asked to stop.</summary>
    public bool Interrupts { get; init; }

    /// <summary>Gets what the lease is wanted for.</summary>
    public LeasePurpose Purpose { get; init; }

    /// <summary>Gets the lease that is renewed or released; otherwise null.</summary>
    public LeaseToken? Token { get; init; }

    /// <summary>Asks for the lease, or for a place in the queue for it; asked again with the ticket until it is granted.</summary>
    /// <param name="owner">Who asks, for people to read.</param>
    /// <param name="duration">How long the lease, or the ticket, lives without being renewed; more than zero.</param>
    /// <param name="place">Where to wait when the lease is held or others wait.</param>
    /// <param name="ticket">The ticket of an earlier answer; null for the first request.</param>
    /// <param name="interrupts">Whether a present holder is asked to stop.</param>
    /// <param name="purpose">What the lease is wanted for.</param>
    public static LeaseRequest Acquire(string owner, TimeSpan duration, LeasePlace place, long? ticket = null, bool interrupts = false, LeasePurpose purpose = default) =>
        new(LeaseAction.Acquire) { Owner = owner, Duration = duration, Place = place, Ticket = ticket, Interrupts = interrupts, Purpose = purpose };

    /// <summary>Keeps the lease alive.</summary>
    /// <param name="token">The lease.</param>
    /// <param name="duration">How long it lives from now on; more than zero.</param>
    public static LeaseRequest Renew(LeaseToken token, TimeSpan duration) => new(LeaseAction.Renew) { Token = token, Duration = duration };

    /// <summary>Gives the lease back. Does nothing when it is lost already.</summary>
    /// <param name="token">The lease.</param>
    public static LeaseRequest Release(LeaseToken token) => new(LeaseAction.Release) { Token = token };

    /// <summary>Leaves the queue.</summary>
    /// <param name="ticket">The place given up.</param>
    public static LeaseRequest Withdraw(long ticket) => new(LeaseAction.Withdraw) { Ticket = ticket };
}

/// <summary>Specifies what is asked of a session's lease.</summary>
public enum LeaseAction
{
    /// <summary>To get it, or a place in the queue for it.</summary>
    Acquire = 0,

    /// <summary>To keep it.</summary>
    Renew = 1,

    /// <summary>To give it back.</summary>
    Release = 2,

    /// <summary>To leave the queue.</summary>
    Withdraw = 3,
}

/// <summary>Specifies where a request waits when it cannot be granted at once.</summary>
public enum LeasePlace
{
    /// <summary>The request does not wait; it is refused when the lease is held.</summary>
    None = 0,

    /// <summary>Behind those that wait already: first come, first served.</summary>
    Back = 1,

    /// <summary>Ahead of those that wait at the back.</summary>
    Front = 2,
}
