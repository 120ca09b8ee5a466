namespace Colloquy.Storage;

/// <summary>What is asked of a session's lease.</summary>
public abstract record LeaseRequest
{
    private LeaseRequest()
    {
    }

    /// <summary>Asks for the lease, or for a place in the queue for it; asked again with the ticket until it is granted.</summary>
    /// <param name="Owner">Who asks, for people to read.</param>
    /// <param name="Duration">How long the lease, or the ticket, lives without being renewed; more than zero.</param>
    /// <param name="Place">Where to wait when the lease is held or others wait.</param>
    /// <param name="Ticket">The ticket of an earlier answer; null for the first request.</param>
    /// <param name="Interrupts">Whether a present holder is asked to stop.</param>
    public sealed record Acquire(string Owner, TimeSpan Duration, LeasePlace Place, long? Ticket = null, bool Interrupts = false) : LeaseRequest
    {
        /// <summary>What the lease is wanted for.</summary>
        public LeasePurpose Purpose { get; init; }
    }

    /// <summary>Keeps the lease alive.</summary>
    /// <param name="Token">The lease.</param>
    /// <param name="Duration">How long it lives from now on; more than zero.</param>
    public sealed record Renew(LeaseToken Token, TimeSpan Duration) : LeaseRequest;

    /// <summary>Gives the lease back. Does nothing when it is lost already.</summary>
    /// <param name="Token">The lease.</param>
    public sealed record Release(LeaseToken Token) : LeaseRequest;

    /// <summary>Leaves the queue.</summary>
    /// <param name="Ticket">The place given up.</param>
    public sealed record Withdraw(long Ticket) : LeaseRequest;
}

/// <summary>Where a request waits when it cannot be granted at once.</summary>
public enum LeasePlace
{
    /// <summary>It does not wait: it is refused.</summary>
    None = 0,

    /// <summary>Behind those that wait already: first come, first served.</summary>
    Back = 1,

    /// <summary>Ahead of those that wait at the back.</summary>
    Front = 2,
}
