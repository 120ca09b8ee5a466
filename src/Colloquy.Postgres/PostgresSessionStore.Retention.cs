namespace Colloquy.Postgres;

/// <content>Retention policies.</content>
public sealed partial class PostgresSessionStore : IRetention
{
    /// <inheritdoc />
    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        policy?.EnsureWellFormed();
        return RetentionRow.ChangeAsync(_database, _sessions, key, (record, now) => RetentionPolicy.Replace(record, policy, now), static _ => false, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(hold);
        return RetentionRow.ChangeAsync(_database, _sessions, key, (record, _) => RetentionPolicy.Hold(record, hold), static _ => false, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(name);
        return RetentionRow.ChangeAsync(
            _database,
            _sessions,
            key,
            (record, _) => RetentionPolicy.LiftHold(record, name),
            record => record.Retention?.Holds?.Any(hold => hold.Name == name) != true,
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        return RetentionRow.ListAsync(_database, selection, after, limit, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var isDeleted = await _removal.DeleteAsync(key, onlyExpired: true, cancellationToken).ConfigureAwait(false);
        _changes.Send(key, SessionChanges.Log);
        return isDeleted;
    }
}
