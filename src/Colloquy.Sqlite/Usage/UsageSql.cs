namespace Colloquy.Sqlite;

/// <summary>The statements that add up usage: one for each grouping, of a session, an owner, or all owners. The text of none depends on what is asked.</summary>
internal static class UsageSql
{
    /// <summary>The calls of a session (?1) at positions from ?2 to ?3, at times from ?4 to before ?5.</summary>
    public static Sql OfSession(UsageBy by) => Session[(int)by];

    /// <summary>The calls of an owner (?1) at times from ?2 to before ?3.</summary>
    public static Sql OfOwner(UsageBy by) => Owner[(int)by];

    /// <summary>The calls of an app (?1, null for all) and a user (?2, null for all) at times from ?3 to before ?4.</summary>
    public static Sql OfAll(UsageBy by) => All[(int)by];

    // By tool it is the list of the tools that were asked for, which its reader takes apart.
    private static readonly string[] Keys =
    [
        "NULL", "nullif(u.turn, 0)", "s.session", "o.user", "o.app", "u.model", "u.agent", "u.called",
        "(u.at - ((u.at % 86400000) + 86400000) % 86400000) / 86400000",
    ];

    private const string Sums = """
        u.model, u.provider, count(*), sum(u.reported), sum(u.tools), sum(u.input), sum(u.output), sum(u.cached), sum(u.reasoning), sum(u.total), sum(u.cost),
        count(*) FILTER (WHERE u.reported AND u.cost IS NULL),
        sum(u.input) FILTER (WHERE u.cost IS NULL), sum(u.cached) FILTER (WHERE u.cost IS NULL), sum(u.output) FILTER (WHERE u.cost IS NULL)
        """;

    private static readonly Sql[] Session =
    [
        .. Keys.Select(key => new Sql($"""
            SELECT {key}, o.app, o.user, {Sums}
            FROM usage u CROSS JOIN owners o ON o.id = u.owner LEFT JOIN sessions s ON s.id = u.session
            WHERE u.session = ?1 AND u.position BETWEEN ?2 AND ?3 AND u.at >= ?4 AND u.at < ?5
            GROUP BY 1, u.model, u.provider
            """)),
    ];

    private static readonly Sql[] Owner =
    [
        .. Keys.Select(key => new Sql($"""
            SELECT {key}, o.app, o.user, {Sums}
            FROM usage u CROSS JOIN owners o ON o.id = u.owner LEFT JOIN sessions s ON s.id = u.session
            WHERE u.owner = ?1 AND u.at >= ?2 AND u.at < ?3
            GROUP BY 1, u.model, u.provider
            """)),
    ];

    // A session's id alone does not tell it from that of another owner.
    private static readonly Sql[] All =
    [
        .. Keys.Select((key, by) => new Sql($"""
            SELECT {key}, o.app, o.user, {Sums}
            FROM owners o CROSS JOIN usage u ON u.owner = o.id LEFT JOIN sessions s ON s.id = u.session
            WHERE (?1 IS NULL OR o.app = ?1) AND (?2 IS NULL OR o.user = ?2) AND u.at >= ?3 AND u.at < ?4
            GROUP BY 1, {(by == (int)UsageBy.Session ? "u.session" : "NULL")}, u.model, u.provider
            """)),
    ];
}
