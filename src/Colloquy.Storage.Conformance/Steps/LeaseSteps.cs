namespace Colloquy.Storage.Conformance;

/// <summary>Asks for leases, and expects what is answered.</summary>
internal static class LeaseSteps
{
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    public static async Task<LeaseAnswer> AcquireAsync(SessionUnderTest session, string owner, LeasePlace place, long? ticket = null, TimeSpan? duration = null) =>
        await session.Store.LeaseAsync(session.Key, LeaseRequest.Acquire(owner, duration ?? Short, place, ticket));

    public static async Task<GrantedLease> GrantedAsync(SessionUnderTest session, string owner, LeasePlace place = LeasePlace.None, long? ticket = null, TimeSpan? duration = null)
    {
        var answer = await AcquireAsync(session, owner, place, ticket, duration);
        return GrantedLease.Of(answer, $"Expected the lease to be granted to '{owner}'");
    }

    public static async Task<QueuedLease> QueuedAsync(SessionUnderTest session, string owner, LeasePlace place, int ahead, long? ticket = null)
    {
        var answer = await AcquireAsync(session, owner, place, ticket);
        var queued = QueuedLease.Of(answer, $"Expected '{owner}' to wait");
        Check.Equal(ahead, queued.Ahead, $"the number of those ahead of '{owner}'");
        return queued;
    }

    public static async Task<LeaseAnswer> RenewAsync(SessionUnderTest session, LeaseToken token) =>
        await session.Store.LeaseAsync(session.Key, LeaseRequest.Renew(token, Short));

    public static async Task ReleaseAsync(SessionUnderTest session, LeaseToken token) =>
        Check.Equal(LeaseAnswer.Gone, await session.Store.LeaseAsync(session.Key, LeaseRequest.Release(token)), "the answer to a release");
}

/// <summary>An answer that grants the lease.</summary>
internal sealed record GrantedLease(LeaseToken Token, DateTimeOffset Until, bool InterruptRequested)
{
    public static GrantedLease Of(LeaseAnswer answer, string expected = "Expected the lease to be granted") =>
        answer is { Outcome: LeaseOutcome.Granted, Token: { } token, Until: { } until }
            ? new GrantedLease(token, until, answer.InterruptRequested)
            : throw new ConformanceException($"{expected}, but the answer is {answer}.");
}

/// <summary>An answer that lets who asked wait.</summary>
internal sealed record QueuedLease(long Ticket, int Ahead, LeasePurpose Purpose)
{
    public static QueuedLease Of(LeaseAnswer answer, string expected = "Expected a place in the queue") =>
        answer is { Outcome: LeaseOutcome.Queued, Ticket: { } ticket, Ahead: { } ahead }
            ? new QueuedLease(ticket, ahead, answer.Purpose)
            : throw new ConformanceException($"{expected}, but the answer is {answer}.");
}
