namespace Colloquy.Testing;

/// <summary>A store whose index is not seen, so that it is searched by reading it.</summary>
internal sealed class WithoutIndex(ISessionStore store) : ISessionStore
{
    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => store.CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => store.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => store.DescribeAsync(key, details, cancellationToken);

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => store.CommitAsync(key, commit, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => store.ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => store.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => store.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => store.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => store.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => store.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
