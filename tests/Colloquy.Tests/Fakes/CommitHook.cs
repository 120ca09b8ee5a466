namespace Colloquy.Tests;

/// <summary>A store in front of another, with a say in how commits are made.</summary>
public sealed class CommitHook(InMemorySessionStore inner) : ISessionStore, IOwnerState
{
    /// <summary>Is given each commit, and what makes it.</summary>
    public Func<Commit, Func<ValueTask<CommitReceipt>>, ValueTask<CommitReceipt>> OnCommit { get; set; } = static (_, make) => make();

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => OnCommit(commit, () => inner.CommitAsync(key, commit, cancellationToken));

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => inner.DescribeAsync(key, details, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => inner.ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => inner.GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => inner.GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => inner.LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask<StateSlot> FindAsync(StateOwner owner, string key, CancellationToken cancellationToken = default) => inner.FindAsync(owner, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(StateOwner owner, CancellationToken cancellationToken = default) => inner.ListAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(StateOwner owner, StateVersion since, CancellationToken cancellationToken = default) => inner.ReadChangesAsync(owner, since, cancellationToken);

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => inner.PutAsync(put, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
