namespace Colloquy.Postgres;

/// <content>The state of users and applications.</content>
public sealed partial class PostgresSessionStore : IOwnerState
{
    /// <inheritdoc />
    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(key);
        return OwnerStateRow.FindAsync(_database, owner, key, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return OwnerStateRow.ListAsync(_database, owner, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return OwnerStateRow.ReadChangesAsync(_database, owner, since, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        put.EnsureWellFormed();
        return OwnerStateRow.PutAsync(_database, put, cancellationToken);
    }
}
