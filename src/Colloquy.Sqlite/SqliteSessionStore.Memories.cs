namespace Colloquy.Sqlite;

public sealed partial class SqliteSessionStore : IMemoryStore
{
    /// <inheritdoc />
    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        put.EnsureWellFormed();
        return WriteAsync(durable: true, MemoryRow.Put, put, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        return ReadAsync(static (connection, ask) => MemoryReader.Read(connection, ask.owner, ask.ids), (owner, ids), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (connection, ask) => MemoryRow.Find(connection, ask.owner, ask.key), (owner, key), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return ReadAsync(MemoryReader.List, listing, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(static (connection, ask) => MemoryReader.Match(connection, ask.owner, ask.terms, ask.anyTerm, ask.limit), (owner, terms, anyTerm, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(static (connection, ask) => VectorRow.FindNearest(connection, ask.owner, ask.vector, ask.limit), (owner, vector, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(vector);
        return WriteAsync(durable: true, static (connection, ask) => VectorRow.Set(connection, ask.owner, ask.id, ask.version, ask.vector), (owner, id, version, vector), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return await WriteAsync(durable: true, static (connection, ask) => MemoryRow.Forget(connection, ask.owner, ask.id), (owner, id), cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <inheritdoc />
    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return WriteAloneAsync(durable: true, static (connection, owner) => MemoryRow.Forget(connection, owner, id: null), owner, cancellationToken);
    }
}
