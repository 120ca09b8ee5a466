namespace Colloquy.Tests;

/// <summary>A store of a process that dies: after a number of commits, nothing reaches the store beneath any more.</summary>
public sealed class DyingStore(ISessionStore inner, int commitsToLive, bool diesAfterCommitting) : ISessionStore
{
    private int _left = commitsToLive;

    public bool IsDead { get; private set; }

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => Alive().CreateAsync(key, cancellationToken);

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => Alive().GetAsync(key, cancellationToken);

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => Alive().DescribeAsync(key, details, cancellationToken);

    public async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (_left-- > 0)
            return await Alive().CommitAsync(key, commit, cancellationToken);

        if (!IsDead && diesAfterCommitting)
            await inner.CommitAsync(key, commit, cancellationToken);
        IsDead = true;
        throw new ProcessDiedException();
    }

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => Alive().ReadAsync(key, read, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => Alive().ReadStateAsync(key, head, stateKey, cancellationToken);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => Alive().GetBranchesAsync(key, name, cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => Alive().GetBlobAsync(key, hash, cancellationToken);

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => Alive().LeaseAsync(key, request, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => Alive().ListAsync(query, cancellationToken);

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => Alive().DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ISessionStore Alive() => IsDead ? throw new ProcessDiedException() : inner;
}

/// <summary>What a call to the store of a dead process comes to.</summary>
public sealed class ProcessDiedException : Exception;
