namespace Colloquy.Faults.Worker;

/// <summary>A store in front of another.</summary>
public abstract class DelegatingStore(ISessionStore inner) : ISessionStore
{
    public virtual ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.CreateAsync(key, cancellationToken);

    public virtual ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public virtual ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => inner.DescribeAsync(key, details, cancellationToken);

    public virtual ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => inner.CommitAsync(key, commit, cancellationToken);

    public virtual ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => inner.ReadAsync(key, read, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public virtual ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => inner.GetBranchesAsync(key, name, cancellationToken);

    public virtual ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => inner.GetBlobAsync(key, hash, cancellationToken);

    public virtual ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => inner.LeaseAsync(key, request, cancellationToken);

    public virtual ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public virtual ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }
}
