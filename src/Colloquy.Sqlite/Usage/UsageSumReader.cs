namespace Colloquy.Sqlite;

/// <summary>Finds the rows of usage that a sum is about.</summary>
internal static class UsageSumReader
{
    public static IReadOnlyList<UsageSum> Sum(Connection connection, SessionSelection selection, UsageQuery query, UsageBy by)
    {
        var groups = new UsageGroups(connection, by);
        foreach (var rows in Find(connection, selection, query, isEver: query is { Since: null, Until: null } && UsageSql.IsKept(by)))
            groups.Add(rows);
        return groups.ToSums();
    }

    private static IEnumerable<Statement> Find(Connection connection, SessionSelection selection, UsageQuery query, bool isEver)
    {
        if (selection.Owner is not { } named)
        {
            var rows = connection.Use(isEver ? UsageSql.OfAllEver : UsageSql.OfAll).Bind(1, selection.App).Bind(2, StoredOwner.UserOf(selection));
            return [isEver ? rows : Bind(rows, 3, query)];
        }

        if (OwnerRow.Find(connection, named) is not { } owner)
            return [];
        if (selection.Session is not { } key)
            return [isEver ? connection.Use(UsageSql.OfOwnerEver).Bind(1, owner) : Bind(connection.Use(UsageSql.OfOwner).Bind(1, owner), 2, query)];
        if (SessionRow.FindNumber(connection, key) is not { } session)
            return [];
        if (query.Within is { } ranges)
            return ranges.Select(range => OfRange(connection, session, range, query)).OfType<Statement>();

        return [isEver ? connection.Use(UsageSql.OfSessionEver).Bind(1, owner).Bind(2, session.Value) : Bind(connection.Use(UsageSql.OfSession).Bind(1, session.Value), 2, query)];
    }

    private static Statement? OfRange(Connection connection, SessionNumber session, PositionRange range, UsageQuery query)
    {
        var last = range.Last < session.Tip ? range.Last : session.Tip;
        return last < range.First || last.IsStart
            ? null
            : Bind(connection.Use(UsageSql.OfLine).Bind(1, session.Value).Bind(2, EntryId.Of(session.Value, range.First)).Bind(3, EntryId.Of(session.Value, last)), 4, query);
    }

    private static Statement Bind(Statement rows, int first, UsageQuery query) =>
        rows.Bind(first, CeilingOf(query.Since, long.MinValue)).Bind(first + 1, CeilingOf(query.Until, long.MaxValue));

    private static long CeilingOf(DateTimeOffset? time, long otherwise) => time is { } at ? ListingOrder.CeilingOf(at) : otherwise;
}
