namespace Colloquy.Sqlite;

public sealed partial class SqliteSessionStore : IOwnerCopy
{
    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(static (connection, ask) => OwnerListing.Page(connection, ask.after, ask.limit), (after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(state);
        await WriteAloneAsync(durable: true, static (connection, ask) => OwnerStateRow.Restore(connection, ask.owner, ask.state), (owner, state), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(memories);
        await WriteAloneAsync(durable: true, static (connection, ask) => MemoryRestoration.Write(connection, ask.owner, ask.memories), (owner, memories), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(ids);
        return ReadAsync(static (connection, ask) => VectorRow.Read(connection, ask.owner, ask.ids), (owner, ids), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(static (connection, ask) => UsageRow.ReadPast(connection, ask.owner, ask.after, ask.limit), (owner, after, limit), cancellationToken);
    }
}
