using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Passes a point of a kill switch before and after each commit, and once the lease is held.</summary>
internal sealed class KillingStore(SqliteSessionStore inner, KillSwitch kill) : DelegatingStore(inner), IOwnerState
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a commit");
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        kill.Reach("after a commit");
        return receipt;
    }

    public ValueTask<StateSlot> FindAsync(StateOwner owner, string key, CancellationToken cancellationToken = default) => inner.FindAsync(owner, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(StateOwner owner, CancellationToken cancellationToken = default) => inner.ListAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(StateOwner owner, StateVersion since, CancellationToken cancellationToken = default) => inner.ReadChangesAsync(owner, since, cancellationToken);

    public async ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a put");
        var version = await inner.PutAsync(put, cancellationToken);
        kill.Reach("after a put");
        return version;
    }

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (request is LeaseRequest.Acquire && answer is LeaseAnswer.Granted)
            kill.Reach("with the lease");
        return answer;
    }
}
