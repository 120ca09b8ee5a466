namespace Colloquy.Storage;

/// <summary>Represents a request for a session's lease.</summary>
public sealed record LeaseRequest
{
    private LeaseRequest(LeaseAction action) => Action = action;

    /// <summary>Gets the action.</summary>
    public LeaseAction Action { get; }

    /// <summary>Gets the name of the requester, for people, when a lease is acquired; otherwise, null.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets the duration, more than zero, after which the lease or the ticket expires unless it is renewed, when a lease is acquired or renewed; otherwise, null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets the place in the queue for a request that cannot be granted at once.</summary>
    public LeasePlace Place { get; init; }

    /// <summary>Gets the ticket of an earlier answer: null for the first request, and when a lease is renewed or released.</summary>
    public long? Ticket { get; init; }

    /// <summary>Gets a value that indicates whether the current holder is asked to stop.</summary>
    public bool Interrupts { get; init; }

    /// <summary>Gets the purpose of the lease.</summary>
    public LeasePurpose Purpose { get; init; }

    /// <summary>Gets the lease that is renewed or released; otherwise null.</summary>
    public LeaseToken? Token { get; init; }

    /// <summary>Creates a request for the lease, or for a place in the queue for it. It is repeated with the ticket until it is granted.</summary>
    /// <param name="owner">The name of the requester, for people.</param>
    /// <param name="duration">The duration after which the lease or the ticket expires unless it is renewed, more than zero.</param>
    /// <param name="place">The place in the queue for a request that cannot be granted at once.</param>
    /// <param name="ticket">The ticket of an earlier answer; null for the first request.</param>
    /// <param name="interrupts">true to ask the current holder to stop; otherwise, false.</param>
    /// <param name="purpose">The purpose of the lease.</param>
    public static LeaseRequest Acquire(string owner, TimeSpan duration, LeasePlace place, long? ticket = null, bool interrupts = false, LeasePurpose purpose = default) =>
        new(LeaseAction.Acquire) { Owner = owner, Duration = duration, Place = place, Ticket = ticket, Interrupts = interrupts, Purpose = purpose };

    /// <summary>Creates a request that renews the lease.</summary>
    /// <param name="token">The lease.</param>
    /// <param name="duration">The duration from now on, more than zero.</param>
    public static LeaseRequest Renew(LeaseToken token, TimeSpan duration) => new(LeaseAction.Renew) { Token = token, Duration = duration };

    /// <summary>Creates a request that releases the lease. It does nothing when the lease is lost already.</summary>
    /// <param name="token">The lease.</param>
    public static LeaseRequest Release(LeaseToken token) => new(LeaseAction.Release) { Token = token };

    /// <summary>Creates a request that leaves the queue.</summary>
    /// <param name="ticket">The ticket to withdraw.</param>
    public static LeaseRequest Withdraw(long ticket) => new(LeaseAction.Withdraw) { Ticket = ticket };
}

/// <summary>Specifies the action of a request for a session's lease.</summary>
public enum LeaseAction
{
    /// <summary>Acquire the lease, or a place in the queue for it.</summary>
    Acquire = 0,

    /// <summary>Renew the lease.</summary>
    Renew = 1,

    /// <summary>Release the lease.</summary>
    Release = 2,

    /// <summary>Leave the queue.</summary>
    Withdraw = 3,
}

/// <summary>Specifies where a request waits when it cannot be granted at once.</summary>
public enum LeasePlace
{
    /// <summary>The request does not wait; it is refused when the lease is held.</summary>
    None = 0,

    /// <summary>After the requests that wait already: first come, first served.</summary>
    Back = 1,

    /// <summary>Ahead of those that wait at the back.</summary>
    Front = 2,
}
