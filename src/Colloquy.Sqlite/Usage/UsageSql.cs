namespace Colloquy.Sqlite;

/// <summary>The statements that add up usage, one for each grouping. The text of none depends on what is asked.</summary>
internal static class UsageSql
{
    // By tool it is the list of the tools that were asked for, which its reader takes apart.
    private static readonly string[] Keys =
    [
        "NULL", "nullif(u.turn, 0)", "s.session", "o.user", "o.app", "u.model", "u.agent", "u.called",
        "(u.at - ((u.at % 86400000) + 86400000) % 86400000) / 86400000",
    ];

    private const string Calls = """
        o.app, o.user, u.model, u.provider, count(*), sum(u.reported), sum(u.tools), sum(u.input), sum(u.output), sum(u.cached), sum(u.reasoning), sum(u.total), sum(u.cost),
        count(*) FILTER (WHERE u.reported AND u.cost IS NULL),
        sum(u.input) FILTER (WHERE u.cost IS NULL), sum(u.cached) FILTER (WHERE u.cost IS NULL), sum(u.output) FILTER (WHERE u.cost IS NULL)
        """;

    // The same columns, of calls that are added up already.
    private const string Totals = """
        o.app, o.user, nullif(u.model, 0), nullif(u.provider, 0), sum(u.calls), sum(u.reported), sum(u.tools), sum(u.input), sum(u.output), sum(u.cached), sum(u.reasoning), sum(u.total), sum(u.cost),
        sum(u.unpriced), sum(u.unpriced_input), sum(u.unpriced_cached), sum(u.unpriced_output)
        """;

    // A session's id alone does not tell it from that of another owner.
    private const string Grouping = "GROUP BY 1, u.owner, u.session, u.model, u.provider";

    // The plus keeps the period from being looked for in the index of usage, where the call's own time is looked up.
    private static readonly Sql[] Line = Each(key => $"""
        SELECT {key}, {Calls}
        FROM entries e CROSS JOIN usage u CROSS JOIN owners o LEFT JOIN sessions s ON s.id = u.session
        WHERE e.id BETWEEN ?2 AND ?3 AND e.kind = 'model-call' AND +e.at >= ?4 AND +e.at < ?5
            AND u.session = ?1 AND u.at = e.at AND u.position = e.id & 0x7fffffff AND o.id = u.owner
        {Grouping}
        """);

    private static readonly Sql[] Session = Each(key => $"""
        SELECT {key}, {Calls}
        FROM usage u CROSS JOIN owners o LEFT JOIN sessions s ON s.id = u.session
        WHERE u.session = ?1 AND u.at >= ?2 AND u.at < ?3 AND o.id = u.owner
        {Grouping}
        """);

    private static readonly Sql[] Owner = Each(key => $"""
        SELECT {key}, {Calls}
        FROM usage u CROSS JOIN owners o LEFT JOIN sessions s ON s.id = u.session
        WHERE u.owner = ?1 AND u.at >= ?2 AND u.at < ?3 AND o.id = u.owner
        {Grouping}
        """);

    private static readonly Sql[] All = Each(key => $"""
        SELECT {key}, {Calls}
        FROM owners o CROSS JOIN usage u LEFT JOIN sessions s ON s.id = u.session
        WHERE (?1 IS NULL OR o.app = ?1) AND (?2 IS NULL OR o.user = ?2) AND u.owner = o.id AND u.at >= ?3 AND u.at < ?4
        {Grouping}
        """);

    private static readonly Sql?[] OwnerEver = EachKept(key => $"""
        SELECT {OfTotals(key)}, {Totals}
        FROM spending u CROSS JOIN owners o LEFT JOIN sessions s ON s.id = u.session
        WHERE u.owner = ?1 AND o.id = u.owner
        {Grouping}
        """);

    private static readonly Sql?[] SessionEver = EachKept(key => $"""
        SELECT {OfTotals(key)}, {Totals}
        FROM spending u CROSS JOIN owners o LEFT JOIN sessions s ON s.id = u.session
        WHERE u.owner = ?1 AND u.session = ?2 AND o.id = u.owner
        {Grouping}
        """);

    private static readonly Sql?[] AllEver = EachKept(key => $"""
        SELECT {OfTotals(key)}, {Totals}
        FROM owners o CROSS JOIN spending u LEFT JOIN sessions s ON s.id = u.session
        WHERE (?1 IS NULL OR o.app = ?1) AND (?2 IS NULL OR o.user = ?2) AND u.owner = o.id
        {Grouping}
        """);

    /// <summary>Whether the sums of all times are kept added up.</summary>
    public static bool IsKept(UsageBy by) => by is UsageBy.None or UsageBy.Session or UsageBy.User or UsageBy.App or UsageBy.Model;

    /// <summary>The calls of a session (?1) whose entries have ids from ?2 to ?3 and times from ?4 to before ?5.</summary>
    public static Sql OfLine(UsageBy by) => Line[(int)by];

    /// <summary>The calls of a session (?1) at times from ?2 to before ?3.</summary>
    public static Sql OfSession(UsageBy by) => Session[(int)by];

    /// <summary>The calls of an owner (?1) at times from ?2 to before ?3.</summary>
    public static Sql OfOwner(UsageBy by) => Owner[(int)by];

    /// <summary>The calls of an app (?1, null for all) and a user (?2, null for all) at times from ?3 to before ?4.</summary>
    public static Sql OfAll(UsageBy by) => All[(int)by];

    /// <summary>All that an owner (?1) ever spent on a session (?2).</summary>
    public static Sql OfSessionEver(UsageBy by) => SessionEver[(int)by]!;

    /// <summary>All that an owner (?1) ever spent.</summary>
    public static Sql OfOwnerEver(UsageBy by) => OwnerEver[(int)by]!;

    /// <summary>All that was ever spent in an app (?1, null for all) by a user (?2, null for all).</summary>
    public static Sql OfAllEver(UsageBy by) => AllEver[(int)by]!;

    private static Sql[] Each(Func<string, string> text) => [.. Keys.Select(key => new Sql(text(key)))];

    private static Sql?[] EachKept(Func<string, string> text) => [.. Keys.Select((key, by) => IsKept((UsageBy)by) ? new Sql(text(key)) : null)];

    private static string OfTotals(string key) => key == "u.model" ? "nullif(u.model, 0)" : key;
}
