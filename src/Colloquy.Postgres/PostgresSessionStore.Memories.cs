namespace Colloquy.Postgres;

/// <content>Memories across conversations.</content>
public sealed partial class PostgresSessionStore : IMemoryStore
{
    /// <inheritdoc />
    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        put.EnsureWellFormed();
        return MemoryRow.PutAsync(_database, put, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        return MemoryReader.ReadAsync(_database, owner, ids, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        return MemoryReader.FindAsync(_database, owner, key, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return MemoryReader.ListAsync(_database, listing, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return MemoryMatching.MatchAsync(_database, owner, terms, anyTerm, limit, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return VectorRow.FindNearestAsync(_database, owner, vector, limit, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        return VectorRow.SetAsync(_database, owner, id, version, vector, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return await MemoryRow.ForgetAsync(_database, owner, id, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <inheritdoc />
    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return MemoryRow.ForgetAsync(_database, owner, id: null, cancellationToken);
    }
}
