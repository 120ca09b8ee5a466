namespace Colloquy.Testing;

/// <summary>Sends each call to the next of several handles on one storage, as a program on several machines would.</summary>
internal sealed class ChangingHandles(IReadOnlyList<ISessionStore> handles) : ISessionStore
{
    private int _calls;

    private ISessionStore Next => handles[_calls++ % handles.Count];

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => Next.CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => Next.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => Next.DescribeAsync(key, details, cancellationToken);

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => Next.CommitAsync(key, commit, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => Next.ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => Next.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => Next.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => Next.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => Next.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => Next.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => Next.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
