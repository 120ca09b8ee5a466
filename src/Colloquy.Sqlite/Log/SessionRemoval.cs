namespace Colloquy.Sqlite;

/// <summary>Deletes sessions.</summary>
internal static class SessionRemoval
{
    private static readonly Sql SelectLease = new("SELECT id, lease_until, tip, retention FROM sessions WHERE app = ?1 AND user = ?2 AND session = ?3");

    private static readonly Sql DeleteEntries = new("DELETE FROM entries WHERE id BETWEEN ?1 AND ?2");

    private static readonly Sql[] Deletions =
    [
        new("DELETE FROM blobs WHERE session = ?1"),
        new("DELETE FROM commits WHERE session = ?1"),
        new("DELETE FROM branches WHERE session = ?1"),
        .. UsageRow.Forgetting,
        new("DELETE FROM sessions WHERE id = ?1"),
    ];

    public static bool DeleteExpired(Connection connection, SessionKey key, DateTimeOffset now) =>
        SessionRow.Find(connection, key) is { Retention: { } policy, UpdatedAt: var updatedAt } && policy.IsExpired(updatedAt, now) && Delete(connection, key, now);

    public static bool Delete(Connection connection, SessionKey key, DateTimeOffset now)
    {
        if (Find(connection, key) is not { } session)
            return false;
        if (session.IsRetained)
            RetentionPolicy.EnsureMayDelete(SessionRow.Find(connection, key)!, now);
        if (session.LeasedUntil > now)
            LeaseRow.Read(connection, key).EnsureFree(key, now);

        PruneRows.Erasing(connection, () =>
        {
            SearchRows.Remove(connection, key, session.Id, new PositionRange(Position.Start, session.Tip));
            SearchCursor.Remove(connection, key);
            connection.Use(DeleteEntries).Bind(1, EntryId.Base(session.Id)).Bind(2, EntryId.Last(session.Id)).Run();
            foreach (var deletion in Deletions)
                connection.Use(deletion).Bind(1, session.Id).Run();
        });
        OwnerRow.RemoveUnused(connection, key.Owner);
        return true;
    }

    private static (long Id, DateTimeOffset? LeasedUntil, Position Tip, bool IsRetained)? Find(Connection connection, SessionKey key)
    {
        using var row = connection.Use(SelectLease).Bind(1, key);
        return row.Step() ? (row.Int64(0), row.IsNull(1) ? null : LeaseRow.ToTime(row.Int64(1)), new Position(row.Int64(2)), !row.IsNull(3)) : null;
    }
}
