namespace Colloquy.Postgres;

/// <content>Copies of what belongs to owners and to no session.</content>
public sealed partial class PostgresSessionStore : IOwnerCopy
{
    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return OwnerListing.PageAsync(_database, after, limit, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(state);
        return OwnerRestoration.WriteStateAsync(_database, owner, state, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(memories);
        return MemoryRestoration.WriteAsync(_database, owner, memories, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        return MemoryRestoration.ReadVectorsAsync(_database, owner, ids, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return OwnerRestoration.ReadPastUsageAsync(_database, owner, after, limit, cancellationToken);
    }
}
