namespace Colloquy.Postgres;

/// <summary>Applies requests for leases. One that continues from what this process wrote last takes one round trip.</summary>
internal sealed class LeaseRow(Database database, StoredSessions sessions)
{
    private const int MostAttempts = 1_000;

    private static readonly Sql Update = new("""
        WITH changed AS (UPDATE colloquy.sessions SET lease = $3, stamp = stamp + 1 WHERE sid = $1 AND stamp = $2 RETURNING sid)
        SELECT colloquy.require(count(*) = 1) FROM changed
        """);

    public async ValueTask<LeaseAnswer> ApplyAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken)
    {
        var id = StoredId.Of(key);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var known = database.Clock.IsUnknown ? null : sessions.Find(id);
            var session = known ?? await SessionRow.FindAsync(database, key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
            var lease = session.Lease.Apply(request, database.Clock.Now, out var answer);
            if (ReferenceEquals(lease, session.Lease))
            {
                if (known is null)
                    return answer;

                // Nothing is written that would show that the row is still the same.
                sessions.Drop(id);
                continue;
            }

            var after = session with { Lease = lease, Record = session.Record.WithLease(lease), Stamp = session.Stamp + 1 };
            try
            {
                await database.WriteRepeatablyAsync(
                    (id, session.Stamp, lease),
                    static (batch, ask) => batch.Add(Update).With(ask.id).With(ask.Stamp).With(SessionRow.ToJson(ask.lease)),
                    static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
                    cancellationToken).ConfigureAwait(false);
                sessions.Keep(id, after);
                return answer;
            }
            catch (RefusedException e)
            {
                // Another writer came first; or an attempt of this call had written, and its answer was lost.
                sessions.Drop(id);
                if (e.MayBeOwn && await SessionRow.FindAsync(database, key, cancellationToken).ConfigureAwait(false) is { } now && now.Stamp == after.Stamp && SessionRow.ToJson(now.Lease) == SessionRow.ToJson(lease))
                    return answer;
            }
            catch
            {
                sessions.Drop(id);
                throw;
            }
        }

        throw StoreException.Busy(database.Location, TimeSpan.Zero);
    }
}
