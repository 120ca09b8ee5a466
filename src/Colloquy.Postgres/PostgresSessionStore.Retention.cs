namespace Colloquy.Postgres;

/// <content>Retention policies.</content>
public sealed partial class PostgresSessionStore : IRetention
{
    /// <inheritdoc />
    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        policy?.EnsureWellFormed();
        return RetentionRow.SetAsync(_database, _sessions, key, policy, cancellationToken);
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
