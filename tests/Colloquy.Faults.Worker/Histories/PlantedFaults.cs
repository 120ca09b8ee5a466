using System.Collections.Concurrent;

namespace Colloquy.Faults.Worker;

/// <summary>Acknowledges every seventh commit and does not keep it.</summary>
internal sealed class LostUpdates(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private int _commits;

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        Interlocked.Increment(ref _commits) % 7 == 0 ? new(commit.ToReceipt()) : base.CommitAsync(key, commit, cancellationToken);
}

/// <summary>Answers every fifth request for a record with the one that it gave before.</summary>
internal sealed class StaleReads(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private readonly ConcurrentDictionary<SessionKey, SessionRecord> _given = new();
    private int _reads;

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _reads) % 5 == 0 && _given.TryGetValue(key, out var old))
            return old;

        var record = await base.GetAsync(key, cancellationToken);
        if (record is not null)
            _given[key] = record;
        return record;
    }
}

/// <summary>Does not know a repeated commit, when it comes in another form than before, and makes it a second time.</summary>
internal sealed class DoubleApplies(ISessionStore inner) : DelegatingSessionStore(inner)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        return receipt.Repeated && receipt.Chain != commit.Entries[^1].Chain ? await base.CommitAsync(key, commit with { Id = CommitId.New() }, cancellationToken) : receipt;
    }
}

/// <summary>Grants the lease to all who ask for it while another process of the same machine holds it.</summary>
internal sealed class DoubleGrants(ISessionStore inner) : DelegatingSessionStore(inner)
{
    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        return answer is { Outcome: LeaseOutcome.Refused, Until: { } until } ? LeaseAnswer.Granted(new LeaseToken(1), until) : answer;
    }
}

/// <summary>Lets a run commit that has lost its lease to another, and lets others commit while a run of the same process holds the lease.</summary>
internal sealed class IgnoredFencing(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private readonly ConcurrentDictionary<SessionKey, LeaseToken> _granted = new();

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (answer.Token is { } token)
            _granted[key] = token;
        return answer;
    }

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.CommitAsync(key, commit, cancellationToken);
        }
        catch (LeaseLostException lost)
        {
            return await base.CommitAsync(key, commit with { Lease = lost.WasTakenOver ? lost.Current : null, ReleasesLease = false }, cancellationToken);
        }
        catch (SessionBusyException) when (_granted.TryGetValue(key, out var token))
        {
            return await base.CommitAsync(key, commit with { Lease = token }, cancellationToken);
        }
    }
}
