namespace Colloquy.Postgres;

/// <summary>Writes the state of an owner as it was in another store, and reads what its deleted sessions used.</summary>
internal static class OwnerRestoration
{
    // The owner's counter is locked first, as by every writer of the owner's state.
    private static readonly Sql UpsertOwner = new("""
        INSERT INTO colloquy.state_owners (owner, app, "user", version) VALUES ($1, $2, $3, $4) ON CONFLICT (owner) DO UPDATE SET version = excluded.version
        """);

    private static readonly Sql DeleteState = new("DELETE FROM colloquy.state WHERE owner = $1");
    private static readonly Sql DeleteOwner = new("DELETE FROM colloquy.state_owners WHERE owner = $1");

    private static readonly Sql InsertState = new("""
        INSERT INTO colloquy.state (owner, key, version, value) SELECT $1, g.key, g.version, g.value FROM unnest($2::text[], $3::bigint[], $4::bytea[]) g(key, version, value)
        """);

    public static async ValueTask WriteStateAsync(Database database, SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken) => await database.WriteRepeatablyAsync(
        (owner, state),
        static (batch, ask) =>
        {
            var owner = StoredId.Of(ask.owner);
            var newest = ask.state.Count == 0 ? 0 : ask.state.Max(stored => stored.Version).Value;
            batch.Add(UpsertOwner).With(owner).With(ask.owner).With(newest);
            batch.Add(DeleteState).With(owner);
            if (ask.state.Count == 0)
                batch.Add(DeleteOwner).With(owner);
            else
                batch.Add(InsertState).With(owner)
                    .With([.. ask.state.Select(stored => (string?)stored.Key)]).With([.. ask.state.Select(stored => stored.Version.Value)])
                    .With([.. ask.state.Select(stored => stored.Removed ? null : Rows.ToArray(stored.Value))]);
        },
        static (_, _, _) => new ValueTask<bool>(true),
        cancellationToken).ConfigureAwait(false);

    private static readonly Sql SelectPast = new($"""
        SELECT {UsageColumns.Names} FROM colloquy.usage u WHERE u.owner = $1 AND u.sid IS NULL AND (u.at, u.call) > ($2, $3) ORDER BY u.at, u.call LIMIT $4
        """);

    public static ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(Database database, SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        (database, owner, after, limit),
        static (batch, ask) => batch.Add(SelectPast).With(StoredId.Of(ask.owner)).With(ask.after?.At.ToUnixTimeMilliseconds() ?? long.MinValue).With(ask.after?.Call ?? Guid.Empty).With((long)ask.limit),
        static async (rows, ask, cancelled) =>
        {
            var found = new List<UsageRecord>();
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                found.Add(UsageColumns.Read(rows, ask.database.Location));
            return (IReadOnlyList<UsageRecord>)found;
        },
        cancellationToken);
}
