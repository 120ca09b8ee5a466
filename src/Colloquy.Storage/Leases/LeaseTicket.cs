namespace Colloquy.Storage;

/// <summary>Represents a place in the queue for a lease.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Owner">The name of the requester.</param>
/// <param name="Until">The time at which the ticket expires unless it is renewed.</param>
/// <param name="Front">true when the ticket is at the front of the queue; false when it is at the back.</param>
public sealed record LeaseTicket(long Number, string Owner, DateTimeOffset Until, bool Front)
{
    /// <summary>Gets the duration of the requested lease; null when an earlier version wrote it.</summary>
    public TimeSpan? Duration { get; init; }
}
