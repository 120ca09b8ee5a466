namespace Colloquy.Storage.Conformance;

/// <summary>Asks for leases, and expects what is answered.</summary>
internal static class LeaseSteps
{
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    public static async Task<LeaseAnswer> AcquireAsync(SessionUnderTest session, string owner, LeasePlace place, long? ticket = null, TimeSpan? duration = null) =>
        await session.Store.LeaseAsync(session.Key, new LeaseRequest.Acquire(owner, duration ?? Short, place, ticket));

    public static async Task<LeaseAnswer.Granted> GrantedAsync(SessionUnderTest session, string owner, LeasePlace place = LeasePlace.None, long? ticket = null, TimeSpan? duration = null)
    {
        var answer = await AcquireAsync(session, owner, place, ticket, duration);
        return answer as LeaseAnswer.Granted ?? throw new ConformanceException($"Expected the lease to be granted to '{owner}', but the answer is {answer}.");
    }

    public static async Task<LeaseAnswer.Queued> QueuedAsync(SessionUnderTest session, string owner, LeasePlace place, int ahead, long? ticket = null)
    {
        var answer = await AcquireAsync(session, owner, place, ticket);
        var queued = answer as LeaseAnswer.Queued ?? throw new ConformanceException($"Expected '{owner}' to wait, but the answer is {answer}.");
        Check.Equal(ahead, queued.Ahead, $"the number of those ahead of '{owner}'");
        return queued;
    }

    public static async Task<LeaseAnswer> RenewAsync(SessionUnderTest session, LeaseToken token) =>
        await session.Store.LeaseAsync(session.Key, new LeaseRequest.Renew(token, Short));

    public static async Task ReleaseAsync(SessionUnderTest session, LeaseToken token) =>
        Check.Equal(new LeaseAnswer.Gone(), await session.Store.LeaseAsync(session.Key, new LeaseRequest.Release(token)), "the answer to a release");
}
