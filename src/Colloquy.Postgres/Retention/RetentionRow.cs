namespace Colloquy.Postgres;

/// <summary>Reads and writes the policies of sessions.</summary>
internal static class RetentionRow
{
    private static readonly Sql Update = new("""
        WITH changed AS (UPDATE colloquy.sessions SET retention = $3, stamp = stamp + 1 WHERE sid = $1 AND stamp = $2 RETURNING sid)
        SELECT colloquy.require(count(*) = 1) FROM changed
        """);

    /// <summary>Changes the policy of a session.</summary>
    /// <param name="database">The database.</param>
    /// <param name="sessions">The sessions that this process has seen.</param>
    /// <param name="key">The session.</param>
    /// <param name="change">Returns the new policy; throws when the session may not have it.</param>
    /// <param name="isDone">Returns true when a session has the change: an attempt of this call may have written it, and its answer was lost.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async ValueTask<SessionRecord> ChangeAsync(Database database, StoredSessions sessions, SessionKey key, Func<SessionRecord, DateTimeOffset, RetentionPolicy?> change, Func<SessionRecord, bool> isDone, CancellationToken cancellationToken)
    {
        var id = StoredId.Of(key);
        for (var mayBeDone = false; ;)
        {
            var session = await SessionRow.FindAsync(database, key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
            if (mayBeDone && isDone(session.Record))
                return session.Record.AsOf(database.Clock.Now);

            var policy = change(session.Record, database.Clock.Now);
            sessions.Drop(id);
            try
            {
                await database.WriteRepeatablyAsync(
                    (id, session.Stamp, policy),
                    static (batch, ask) => batch.Add(Update).With(ask.id).With(ask.Stamp).With(ask.policy is null ? null : RetentionJson.Write(ask.policy)),
                    static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
                    cancellationToken).ConfigureAwait(false);
                return (session.Record with { Retention = policy }).AsOf(database.Clock.Now);
            }
            catch (RefusedException e)
            {
                // Another writer came first; or an attempt of this call had written, and its answer was lost.
                mayBeDone |= e.MayBeOwn;
            }
        }
    }

    // A partial index holds the sessions that have a policy, in this order.
    private static readonly Sql SelectOfAll = new($"""
        SELECT {ListingPage.Columns} FROM colloquy.sessions s
        WHERE retention IS NOT NULL AND (app, "user", session) > ($2, $3, $4) AND ($5::text IS NULL OR "user" = $5)
        ORDER BY app, "user", session LIMIT $1
        """);

    private static readonly Sql SelectOfApp = new($"""
        SELECT {ListingPage.Columns} FROM colloquy.sessions s
        WHERE retention IS NOT NULL AND app = $2 AND ("user", session) > ($3, $4)
        ORDER BY "user", session LIMIT $1
        """);

    private static readonly Sql SelectOfOwner = new($"""
        SELECT {ListingPage.Columns} FROM colloquy.sessions s
        WHERE retention IS NOT NULL AND app = $2 AND "user" = $3 AND session > $4 AND ($5::text IS NULL OR session = $5)
        ORDER BY session LIMIT $1
        """);

    public static async ValueTask<SessionPage> ListAsync(Database database, SessionSelection selection, SessionCursor? after, int limit, CancellationToken cancellationToken)
    {
        var page = new ListingPage(database, limit);
        return await page.FillAsync(
            after is null ? null : ListingPlace.Of(after),
            (place, count) => Fill(selection, place, count) is not { } fill ? new([]) : database.ReadAsync(
                (database, count, fill),
                static (batch, ask) => ask.fill(batch.Add(ListingPage.PlanInOrder)),
                static (rows, ask, cancelled) => ListingPage.ReadAsync(rows, ask.database, ask.count, cancelled),
                cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Returns what adds the statement of a selection after a place; null when nothing comes after it.</summary>
    private static Action<Batch>? Fill(SessionSelection selection, ListingPlace? after, long count)
    {
        if (selection.Owner is { } owner)
        {
            var id = after is null ? "" : after.IdAfter(owner);
            return id is null ? null : batch => batch.Add(SelectOfOwner).With(count).With(owner).With(id).With(selection.Session?.Id);
        }

        // The place is in another app than the selected one: before it, or after all of it.
        var order = after is null || selection.App is null ? 0 : Utf8Order.Instance.Compare(after.App, selection.App);
        if (order > 0)
            return null;

        var (user, session) = after is null || order < 0 ? (StoredOwner.Nobody, "") : (after.User, after.Session);
        return selection.App is { } app
            ? batch => batch.Add(SelectOfApp).With(count).With(app).With(user).With(session)
            : batch => batch.Add(SelectOfAll).With(count).With(after?.App ?? "").With(user).With(session).With(StoredOwner.UserOf(selection));
    }
}
