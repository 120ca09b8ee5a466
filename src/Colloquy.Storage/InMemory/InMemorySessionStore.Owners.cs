namespace Colloquy;

public sealed partial class InMemorySessionStore : IOwnerCopy
{
    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Enter(cancellationToken);
        return new([.. _state.Owners().Select(owner => new MemoryOwner(owner)).Union(_memories.Owners())
            .Where(owner => after is null || MemoryOwner.Compare(owner, after) > 0)
            .Order(Comparer<MemoryOwner>.Create(MemoryOwner.Compare))
            .Take(limit)]);
    }

    /// <inheritdoc />
    public ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(state);
        Enter(cancellationToken);
        _state.Restore(owner, state);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(memories);
        Enter(cancellationToken);
        _memories.Restore(owner, memories);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        Enter(cancellationToken);
        return new(_memories.ReadVectors(owner, ids));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Enter(cancellationToken);
        return new(_usage.Of(owner).ReadPast(after, limit));
    }
}
