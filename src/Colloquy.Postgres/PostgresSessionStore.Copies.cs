namespace Colloquy.Postgres;

/// <content>Copies and restorations of whole sessions.</content>
public sealed partial class PostgresSessionStore : ISessionCopy
{
    /// <inheritdoc />
    public IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return SessionCopy.ReadAsync(_database, key, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(parts);
        _database.EnsureUsable(cancellationToken);
        using var spool = new RestoreSpool();
        await foreach (var part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
            spool.Add(part);

        var restored = await SessionRestoration.WriteAsync(_database, spool.ToRecord(key, _database.Options.Limits), spool, cancellationToken).ConfigureAwait(false);
        _sessions.Drop(StoredId.Of(key));
        _follower.Note(key, restored?.Tip.Value ?? 0);
        _changes.Send(key, SessionChanges.Log);
        return restored;
    }
}
