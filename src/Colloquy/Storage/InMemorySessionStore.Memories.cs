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
    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Enter(cancellationToken);
        return new(_memories.Find(owner, id));
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
    public ValueTask<MemoryMatches> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool all, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count, nameof(terms));
        Enter(cancellationToken);
        return new(_memories.Match(owner, terms, all));
    }

    /// <inheritdoc />
    public ValueTask<MemoryNeighbors> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default)
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
    public ValueTask<long> ForgetAsync(MemoryOwner owner, MemoryId? id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Enter(cancellationToken);
        return new(_memories.Forget(owner, id));
    }
}
