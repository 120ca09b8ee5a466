using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Passes a point of a kill switch before and after each commit, once the lease is held, and while a session is restored.</summary>
internal sealed class KillingStore(SqliteSessionStore inner, KillSwitch kill) : DelegatingSessionStore(inner), IOwnerState, IMemoryStore, IRetention
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a commit");
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        kill.Reach("after a commit");
        return receipt;
    }

    public override async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a restoration");
        var record = await base.RestoreAsync(key, ReachAsync(parts), cancellationToken);
        kill.Reach("after a restoration");
        return record;
    }

    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => inner.FindAsync(owner, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => inner.ListAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => inner.ReadChangesAsync(owner, since, cancellationToken);

    public async ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a put");
        var version = await inner.PutAsync(put, cancellationToken);
        kill.Reach("after a put");
        return version;
    }

    public async ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a memory");
        var kept = await inner.PutAsync(put, cancellationToken);
        kill.Reach("after a memory");
        return kept;
    }

    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => inner.ReadAsync(owner, ids, cancellationToken);

    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => inner.FindAsync(owner, key, cancellationToken);

    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => inner.ListAsync(listing, cancellationToken);

    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) => inner.MatchAsync(owner, terms, anyTerm, limit, cancellationToken);

    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => inner.FindNearestAsync(owner, vector, limit, cancellationToken);

    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) => inner.SetVectorAsync(owner, id, version, vector, cancellationToken);

    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => inner.ForgetAsync(owner, id, cancellationToken);

    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => inner.ClearAsync(owner, cancellationToken);

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => inner.SetRetentionAsync(key, policy, cancellationToken);

    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => inner.HoldAsync(key, hold, cancellationToken);

    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => inner.LiftHoldAsync(key, name, cancellationToken);

    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default) => inner.ListRetainedAsync(selection, after, limit, cancellationToken);

    public async ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a deletion");
        var isDeleted = await inner.DeleteExpiredAsync(key, cancellationToken);
        kill.Reach("after a deletion");
        return isDeleted;
    }

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (request.Action == LeaseAction.Acquire && answer.Outcome == LeaseOutcome.Granted)
            kill.Reach("with the lease");
        return answer;
    }

    private async IAsyncEnumerable<SessionPart> ReachAsync(IAsyncEnumerable<SessionPart> parts)
    {
        await foreach (var part in parts)
        {
            kill.Reach("within a restoration");
            yield return part;
        }
    }
}
