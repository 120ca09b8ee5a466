namespace Colloquy.Storage;

/// <summary>A place in the queue for a lease.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Owner">Who waits.</param>
/// <param name="Until">When it dies unless it is renewed.</param>
/// <param name="Front">Whether it stands ahead of those at the back.</param>
public sealed record LeaseTicket(long Number, string Owner, DateTimeOffset Until, bool Front)
{
    /// <summary>Gets the duration of the requested lease; null when an earlier version wrote it.</summary>
    public TimeSpan? Duration { get; init; }
}
