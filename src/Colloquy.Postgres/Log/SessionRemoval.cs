namespace Colloquy.Postgres;

/// <summary>Deletes sessions with all that belongs to them, in one transaction.</summary>
internal sealed class SessionRemoval(Database database, StoredSessions sessions)
{
    private static readonly Sql LockSession = new("""
        WITH locked AS (SELECT sid FROM colloquy.sessions WHERE sid = $1 AND stamp = $2 FOR UPDATE)
        SELECT colloquy.require(count(*) = 1) FROM locked
        """);

    private static readonly Sql[] Deletions =
    [
        new("DELETE FROM colloquy.entries WHERE sid = $1"),
        new("DELETE FROM colloquy.branches WHERE sid = $1"),
        new("DELETE FROM colloquy.blobs WHERE sid = $1"),
    ];

    // Last, since policies of row-level security know by this row whose the others are.
    private static readonly Sql DeleteSession = new("DELETE FROM colloquy.sessions WHERE sid = $1");

    /// <summary>Deletes a session.</summary>
    /// <param name="key">The session.</param>
    /// <param name="onlyExpired">Whether a session that has not expired is left as it is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<bool> DeleteAsync(SessionKey key, bool onlyExpired, CancellationToken cancellationToken)
    {
        var id = StoredId.Of(key);
        var mayBeOwn = false;
        while (true)
        {
            var session = await FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (session is not { } found)
                return mayBeOwn;

            var now = database.Clock.Now;
            if (onlyExpired && !(found.Record is { Retention: { } policy, UpdatedAt: var updatedAt } && policy.IsExpired(updatedAt, now)))
                return false;
            RetentionPolicy.EnsureMayDelete(found.Record, now);
            found.Lease.EnsureFree(key, now);

            sessions.Drop(id);
            try
            {
                await database.WriteRepeatablyAsync(
                    (id, key, found.Stamp),
                    static (batch, ask) =>
                    {
                        batch.Add(LockSession).With(ask.id).With(ask.Stamp);
                        foreach (var deletion in Deletions)
                            batch.Add(deletion).With(ask.id);
                        SearchRows.Remove(batch, ask.id);
                        UsageRow.Forget(batch, ask.key, ask.id);
                        batch.Add(DeleteSession).With(ask.id);
                    },
                    static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
                    cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (RefusedException e)
            {
                // It changed, or another call deleted it; or an attempt of this one had, and its answer was lost.
                mayBeOwn |= e.MayBeOwn;
            }
        }
    }

    private async ValueTask<StoredSession?> FindAsync(SessionKey key, CancellationToken cancellationToken) =>
        await SessionRow.FindAsync(database, key, cancellationToken).ConfigureAwait(false);
}
