namespace Colloquy.Storage;

/// <summary>Represents a store in front of another, which passes every call on: the base of stores that encrypt, measure, or change calls in tests.</summary>
/// <remarks>
/// Optional parts are passed on too, by <see cref="GetService"/>. A derived class that changes an optional part implements its interface; the part is then found
/// where the inner store has it as well. A derived class that transforms data must cover all its ways: payloads and content go through <see cref="CommitAsync"/>, <see cref="ReadAsync"/>,
/// <see cref="ReadStateAsync"/>, <see cref="GetBlobAsync"/> and <see cref="RestoreAsync"/>, and through the optional <see cref="ISessionCopy"/>, <see cref="IOwnerCopy"/>, <see cref="IOwnerState"/>,
/// <see cref="IMemoryStore"/>, <see cref="ISearchIndex"/> and <see cref="IContentRewriting"/>.
/// </remarks>
/// <param name="inner">The store that calls go to. It is disposed of with this one.</param>
public abstract class DelegatingSessionStore(ISessionStore inner) : ISessionStore, IDisposable
{
    /// <summary>Gets the store that the next call goes to.</summary>
    protected virtual ISessionStore Inner => inner;

    /// <inheritdoc />
    public virtual ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.CreateAsync(key, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => Inner.SetDetailsAsync(key, details, cancellationToken);

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
    public virtual ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) => Inner.RestoreAsync(key, parts, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => Inner.LeaseAsync(key, request, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) => Inner.ListAsync(owner, query, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.DeleteAsync(key, cancellationToken);

    /// <inheritdoc />
    public virtual object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (!serviceType.IsInstanceOfType(this))
            return Inner.GetService(serviceType);
        return !serviceType.IsInterface || Inner.GetService(serviceType) is not null ? this : null;
    }

    /// <summary>Disposes of the inner store.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }

    /// <summary>Disposes of the inner store, and blocks until its work has ended. For containers that dispose synchronously.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes of the inner store.</summary>
    /// <param name="disposing">true when <see cref="Dispose()"/> calls; otherwise, false.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;

        if (inner is IDisposable disposable)
            disposable.Dispose();
        else
            inner.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
