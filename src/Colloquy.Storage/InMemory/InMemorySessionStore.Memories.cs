namespace Colloquy;

public sealed partial class InMemorySessionStore : IMemoryStore
{
    private readonly InMemoryMemories _memories = new();

    /// <inheritdoc />
    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        Enter(cancellationToken);
        put.EnsureWellFormed();
        return new(_memories.Put(put));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        Enter(cancellationToken);
        return new(_memories.Read(owner, ids));
    }

    /// <inheritdoc />
    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        Enter(cancellationToken);
        return new(_memories.Find(owner, key));
    }

    /// <inheritdoc />
    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        Enter(cancellationToken);
        return new(_memories.List(listing));
    }

    /// <inheritdoc />
    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Enter(cancellationToken);
        return new(_memories.Match(owner, terms, anyTerm, limit));
    }

    /// <inheritdoc />
    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Enter(cancellationToken);
        return new(_memories.FindNearest(owner, vector, limit));
    }

    /// <inheritdoc />
    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        Enter(cancellationToken);
        return new(_memories.SetVector(owner, id, version, vector));
    }

    /// <inheritdoc />
    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Enter(cancellationToken);
        return new(_memories.Forget(owner, id));
    }

    /// <inheritdoc />
    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Enter(cancellationToken);
        return new(_memories.Clear(owner));
    }
}
