namespace Colloquy.Sqlite;

/// <summary>Reads and writes the policies of sessions.</summary>
internal static class RetentionRow
{
    private static readonly Sql Update = new("UPDATE sessions SET retention = ?4 WHERE app = ?1 AND user = ?2 AND session = ?3");

    public static SessionRecord Set(Connection connection, SessionKey key, RetentionPolicy? policy, DateTimeOffset now) => Change(connection, key, now, record => RetentionPolicy.Replace(record, policy, now));

    public static SessionRecord Hold(Connection connection, SessionKey key, LegalHold hold, DateTimeOffset now) => Change(connection, key, now, record => RetentionPolicy.Hold(record, hold));

    public static SessionRecord LiftHold(Connection connection, SessionKey key, string name, DateTimeOffset now) => Change(connection, key, now, record => RetentionPolicy.LiftHold(record, name));

    private static SessionRecord Change(Connection connection, SessionKey key, DateTimeOffset now, Func<SessionRecord, RetentionPolicy?> change)
    {
        var record = SessionRow.Find(connection, key) ?? throw new SessionNotFoundException(key);
        var policy = change(record);
        connection.Use(Update).Bind(1, key).Bind(4, policy is null ? null : RetentionJson.Write(policy)).Run();
        return (record with { Retention = policy }).AsOf(now);
    }

    // Sessions without a policy are not in the index, and those outside of the selected app are not walked over.
    private static readonly Sql SelectPage = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions INDEXED BY sessions_with_retention
        WHERE retention IS NOT NULL AND (app, user, session) > (?1, ?2, ?3) AND app <= ?4 AND (?5 IS NULL OR user = ?5)
        ORDER BY app, user, session
        """);

    private static readonly Sql SelectPageOfOwner = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions INDEXED BY sessions_with_retention
        WHERE retention IS NOT NULL AND app = ?1 AND user = ?2 AND session > ?3 AND (?4 IS NULL OR session = ?4)
        ORDER BY session
        """);

    public static SessionPage List(Connection connection, SessionSelection selection, SessionCursor? after, int limit, DateTimeOffset now)
    {
        // A session that cannot be read is told of and kept: what its policy says cannot be trusted.
        using var rows = selection.Owner is { } owner ? OfOwner(connection, selection, owner, after?.Key) : OfAll(connection, selection, after?.Key);
        return SessionListing.Page(connection, rows, limit, now);
    }

    private static Statement OfAll(Connection connection, SessionSelection selection, SessionKey? after)
    {
        // The cursor of another app lies before the selected one, or there is nothing after it.
        var isBefore = after is null || (selection.App is { } app && Utf8Order.Instance.Compare(after.Owner.App, app) < 0);
        var rows = connection.Use(SelectPage)
            .Bind(1, isBefore ? selection.App ?? "" : after!.App).Bind(2, isBefore ? StoredOwner.Nobody : StoredOwner.UserOf(after!.Owner)).Bind(3, isBefore ? "" : after!.Id)
            .Bind(5, StoredOwner.UserOf(selection));

        // A blob comes after every text.
        return selection.App is null ? rows.Bind(4, AfterAllTexts) : rows.Bind(4, selection.App);
    }

    private static Statement OfOwner(Connection connection, SessionSelection selection, SessionOwner owner, SessionKey? after) => connection.Use(SelectPageOfOwner)
        .Bind(1, owner).Bind(3, ListingOrder.IdAfter(owner, after)).Bind(4, selection.Session?.Id);

    private static ReadOnlySpan<byte> AfterAllTexts => "x"u8;
}
