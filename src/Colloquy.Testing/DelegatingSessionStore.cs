namespace Colloquy.Testing;

/// <summary>A store in front of another, which passes every call on: the base of stores that watch, count, delay or break calls in tests.</summary>
/// <remarks>Ports that are optional, such as usage or state of users, are not passed on: seen through it, a store has none, unless the derived class implements them.</remarks>
/// <param name="inner">The store that calls go to. Whoever opened it disposes of it.</param>
public abstract class DelegatingSessionStore(ISessionStore inner) : ISessionStore
{
    /// <summary>The store that the next call goes to.</summary>
    protected virtual ISessionStore Inner => inner;

    /// <inheritdoc />
    public virtual ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.CreateAsync(key, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => Inner.DescribeAsync(key, details, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => Inner.CommitAsync(key, commit, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => Inner.ReadAsync(key, read, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => Inner.ReadStateAsync(key, head, stateKey, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => Inner.GetBranchesAsync(key, name, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => Inner.GetBlobAsync(key, hash, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionRecord?> RestoreAsync(SessionKey key, SessionImage image, CancellationToken cancellationToken = default) => Inner.RestoreAsync(key, image, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => Inner.LeaseAsync(key, request, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => Inner.ListAsync(query, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.DeleteAsync(key, cancellationToken);

    /// <summary>Disposes of nothing: the store behind this one may be used on.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
