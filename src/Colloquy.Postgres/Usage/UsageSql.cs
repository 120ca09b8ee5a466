namespace Colloquy.Postgres;

/// <summary>The statements that add up usage: for each stretch of calls, one for each grouping.</summary>
/// <remarks>They return app, user, session, model, provider, a text and a number that the group shares, and the sums.</remarks>
internal static class UsageSql
{
    private const string Period = "u.at >= $1 AND u.at < $2";
    private const string Of = "FROM colloquy.usage u WHERE";
    private const string Spent = "FROM colloquy.spending u WHERE";

    // OFFSET keeps the planner from reading a whole table to join it: what is joined is looked up, row by row.
    private const string SpentByOwners = "FROM colloquy.usage_owners f CROSS JOIN LATERAL (SELECT * FROM colloquy.spending s WHERE s.owner = f.owner OFFSET 0) u WHERE";
    private static string NamesOf(string rows) => $"(SELECT * FROM colloquy.usage_owners n WHERE n.owner = {rows}.owner OFFSET 0) o";

    /// <summary>The calls of a session ($3, $4) at times from $1 to before $2.</summary>
    public static readonly Sql[] OfSession = Calls($"{Of} u.owner = $3 AND u.sid = $4 AND {Period}");

    /// <summary>Those of them whose positions are in ranges ($5 to $6). Each session has its own calls side by side, so no more than those are looked at.</summary>
    public static readonly Sql[] OfLine = Calls($"""
        FROM colloquy.usage u JOIN unnest($5::bigint[], $6::bigint[]) r(first, last) ON u.position BETWEEN r.first AND r.last
        WHERE u.owner = $3 AND u.sid = $4 AND u.position > 0 AND {Period}
        """);

    /// <summary>The calls of an owner ($3) at times from $1 to before $2.</summary>
    public static readonly Sql[] OfOwner = Calls($"{Of} u.owner = $3 AND {Period}");

    /// <summary>The calls of all owners at times from $1 to before $2.</summary>
    public static readonly Sql[] OfAll = Calls($"{Of} {Period}");

    /// <summary>Those of them in an app ($3). Apps are few, so the calls of the period are looked at, not those of each owner.</summary>
    public static readonly Sql[] OfApp = Calls($"FROM colloquy.usage u WHERE {Period} AND (SELECT f.app FROM colloquy.usage_owners f WHERE f.owner = u.owner) = $3");

    /// <summary>The calls of a user ($3), in any app, at times from $1 to before $2.</summary>
    public static readonly Sql[] OfUser = Calls($"""
        FROM colloquy.usage_owners f CROSS JOIN LATERAL (SELECT * FROM colloquy.usage c WHERE c.owner = f.owner AND c.at >= $1 AND c.at < $2 OFFSET 0) u WHERE f."user" = $3
        """);

    /// <summary>All that an owner ($1) ever spent on a session ($2).</summary>
    public static readonly Sql[] OfSessionEver = Sums($"{Spent} u.owner = $1 AND u.sid = $2");

    /// <summary>All that an owner ($1) ever spent.</summary>
    public static readonly Sql[] OfOwnerEver = Sums($"{Spent} u.owner = $1");

    /// <summary>All that was ever spent. It has to look at every session's row.</summary>
    public static readonly Sql[] OfAllEver = Sums($"{Spent} true");

    /// <summary>All that was ever spent in an app ($1).</summary>
    public static readonly Sql[] OfAppEver = Sums($"{SpentByOwners} f.app = $1");

    /// <summary>All that a user ($1) ever spent, in any app.</summary>
    public static readonly Sql[] OfUserEver = Sums($"{SpentByOwners} f.\"user\" = $1");

    /// <summary>Returns whether the sums of all times are kept added up.</summary>
    public static bool IsKept(UsageBy by) => by is UsageBy.None or UsageBy.Session or UsageBy.User or UsageBy.App or UsageBy.Model;

    private static Sql[] Calls(string from) => [.. Enum.GetValues<UsageBy>().Select(by => new Sql(Group(by, from, SpendingColumns.OfCalls, isAddedUp: false)))];

    private static Sql[] Sums(string from) => [.. Enum.GetValues<UsageBy>().Where(IsKept).Select(by => new Sql(Group(by, from, SpendingColumns.OfSums, isAddedUp: true)))];

    /// <summary>Returns the statement of a grouping among those of a stretch.</summary>
    public static Sql For(Sql[] statements, UsageBy by) =>
        statements[statements.Length == (int)UsageBy.Day + 1 ? (int)by : by == UsageBy.None ? 0 : (int)by - 1];

    private static string Group(UsageBy by, string from, string sums, bool isAddedUp)
    {
        var (text, number) = by switch
        {
            UsageBy.Turn => ("NULL::bytea", "u.turn"),
            UsageBy.Agent => ("u.agent", "0"),
            UsageBy.Tool => ("u.called", "0"),
            UsageBy.Day => ("NULL::bytea", "floor(u.at / 86400000.0)::bigint"),
            _ => ("NULL::bytea", "0"),
        };
        return by switch
        {
            UsageBy.Session => $"""
                SELECT o.app, o."user", p.session, g.model, g.provider, NULL::bytea, 0::bigint, {SpendingColumns.Names} FROM (
                    SELECT u.owner, {(isAddedUp ? "nullif(u.sid, '00000000-0000-0000-0000-000000000000')" : "u.sid")}, u.model, u.provider, {sums} {from} GROUP BY 1, 2, 3, 4
                ) g(owner, sid, model, provider, {SpendingColumns.Names})
                CROSS JOIN LATERAL {NamesOf("g")}
                LEFT JOIN LATERAL (SELECT s.session FROM colloquy.spending s WHERE s.owner = g.owner AND s.sid = g.sid LIMIT 1) p ON true
                """,
            UsageBy.User or UsageBy.App => $"""
                SELECT {(by == UsageBy.App ? "o.app, NULL::text" : "NULL::text, o.\"user\"")}, NULL::text, u.model, u.provider, NULL::bytea, 0::bigint, {SpendingColumns.OfSums} FROM (
                    SELECT u.owner, u.model, u.provider, {sums} {from} GROUP BY 1, 2, 3
                ) u(owner, model, provider, {SpendingColumns.Names})
                CROSS JOIN LATERAL {NamesOf("u")}
                GROUP BY 1, 2, 4, 5
                """,
            _ => $"SELECT NULL::text, NULL::text, NULL::text, u.model, u.provider, {text}, {number}::bigint, {sums} {from} GROUP BY 4, 5, 6, 7",
        };
    }
}
