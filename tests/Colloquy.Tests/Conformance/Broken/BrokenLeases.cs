using System.Collections.Concurrent;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Takes whatever token a commit names for the newest.</summary>
public sealed class IgnoresTheFencingToken(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, LeaseToken> _tokens = new();

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (answer.Token is { } token)
            _tokens[key] = token;
        return answer;
    }

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit.Lease is not null && _tokens.TryGetValue(key, out var newest) ? commit with { Lease = newest } : commit, cancellationToken);
}

/// <summary>Lets anybody commit while a lease lives.</summary>
public sealed class LetsOthersCommit(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, LeaseToken> _tokens = new();

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (answer.Token is { } token)
            _tokens[key] = token;
        else if (request.Action == LeaseAction.Release)
            _tokens.TryRemove(key, out _);
        return answer;
    }

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit.Lease is null && _tokens.TryGetValue(key, out var newest) ? commit with { Lease = newest } : commit, cancellationToken);
}

/// <summary>Refuses the commit of a lease that expired although nobody took it.</summary>
public sealed class FencesOutTheLate(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var record = await GetAsync(key, cancellationToken);
        if (commit.Lease is { } token && record is { LeasedUntil: null })
            throw new LeaseLostException(key, token, token);
        return await base.CommitAsync(key, commit, cancellationToken);
    }
}

/// <summary>Grants the lease to all who ask for it while somebody has it.</summary>
public sealed class GrantsTwice(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, LeaseAnswer> _granted = new();

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (answer.Outcome == LeaseOutcome.Granted)
            _granted[key] = answer;
        return request.Action == LeaseAction.Acquire && _granted.TryGetValue(key, out var newest) ? newest : answer;
    }
}

/// <summary>Sends all who wait to the end of the queue.</summary>
public sealed class SendsWaitersToTheEnd(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) =>
        base.LeaseAsync(key, request.Action == LeaseAction.Acquire ? request with { Ticket = null } : request, cancellationToken);
}

/// <summary>Keeps no front of the queue.</summary>
public sealed class IgnoresTheFront(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) =>
        base.LeaseAsync(key, request.Place == LeasePlace.Front ? request with { Place = LeasePlace.Back } : request, cancellationToken);
}

/// <summary>Deletes a session on which a turn runs.</summary>
public sealed class DeletesWhatRuns(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, LeaseToken> _tokens = new();

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (answer.Token is { } token)
            _tokens[key] = token;
        return answer;
    }

    public override async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        if (_tokens.TryGetValue(key, out var token) && await GetAsync(key, cancellationToken) is not null)
            await base.LeaseAsync(key, LeaseRequest.Release(token), cancellationToken);
        return await base.DeleteAsync(key, cancellationToken);
    }
}

/// <summary>Does not say in the record that the holder is asked to stop.</summary>
public sealed class HidesTheInterruption(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record with { InterruptRequested = false } : null;
}

/// <summary>Keeps no purpose of a lease.</summary>
public sealed class ForgetsWhatALeaseIsFor(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) =>
        base.LeaseAsync(key, request.Action == LeaseAction.Acquire ? request with { Purpose = default } : request, cancellationToken);
}

/// <summary>Says in its records that a lease lives until its end, however far ahead the end is.</summary>
public sealed class TrustsTheEndOfALease(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, DateTimeOffset> _ends = new();

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (answer is { Outcome: LeaseOutcome.Granted, Until: { } until })
            _ends[key] = until;
        else if (request.Action == LeaseAction.Release)
            _ends.TryRemove(key, out _);
        return answer;
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record && _ends.TryGetValue(key, out var end) && end > Clock.GetUtcNow() ? record with { LeasedUntil = end } : await base.GetAsync(key, cancellationToken);
}
