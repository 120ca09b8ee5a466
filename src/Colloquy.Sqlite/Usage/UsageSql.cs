namespace Colloquy.Sqlite;

/// <summary>The statements that read usage to be added up. They read calls in the order of an index, and the reader groups them: SQLite would sort them first (see <see cref="UsageGroups"/>).</summary>
internal static class UsageSql
{
    private const string Calls = """
        u.owner, u.session, u.model, u.provider, u.turn, u.agent, u.called, u.at,
        1, u.reported, u.tools, u.input, u.output, u.cached, u.reasoning, u.total, u.cost,
        u.reported AND u.cost IS NULL, iif(u.cost IS NULL, u.input, 0), iif(u.cost IS NULL, u.cached, 0), iif(u.cost IS NULL, u.output, 0)
        """;

    // The same columns, of calls that are added up already.
    private const string Totals = """
        u.owner, nullif(u.session, 0), nullif(u.model, 0), nullif(u.provider, 0), 0, NULL, NULL, 0,
        u.calls, u.reported, u.tools, u.input, u.output, u.cached, u.reasoning, u.total, u.cost,
        u.unpriced, u.unpriced_input, u.unpriced_cached, u.unpriced_output
        """;

    /// <summary>The calls of a session (?1) whose entries have ids from ?2 to ?3 and times from ?4 to before ?5.</summary>
    /// <remarks>The plus keeps the period from being looked for in the index of usage, where the call's own time is looked up.</remarks>
    public static readonly Sql OfLine = new($"""
        SELECT {Calls} FROM entries e CROSS JOIN usage u
        WHERE e.id BETWEEN ?2 AND ?3 AND e.kind = 'model-call' AND +e.at >= ?4 AND +e.at < ?5
            AND u.session = ?1 AND u.at = e.at AND u.position = e.id & 0x7fffffff
        """);

    /// <summary>The calls of a session (?1) at times from ?2 to before ?3.</summary>
    public static readonly Sql OfSession = new($"SELECT {Calls} FROM usage u WHERE u.session = ?1 AND u.at >= ?2 AND u.at < ?3");

    /// <summary>The calls of an owner (?1) at times from ?2 to before ?3.</summary>
    public static readonly Sql OfOwner = new($"SELECT {Calls} FROM usage u WHERE u.owner = ?1 AND u.at >= ?2 AND u.at < ?3");

    /// <summary>The calls of an app (?1, null for all) and a user (?2, null for all) at times from ?3 to before ?4.</summary>
    public static readonly Sql OfAll = new($"""
        SELECT {Calls} FROM owners o CROSS JOIN usage u
        WHERE (?1 IS NULL OR o.app = ?1) AND (?2 IS NULL OR o.user = ?2) AND u.owner = o.id AND u.at >= ?3 AND u.at < ?4
        """);

    /// <summary>All that an owner (?1) ever spent on a session (?2).</summary>
    public static readonly Sql OfSessionEver = new($"SELECT {Totals} FROM spending u WHERE u.owner = ?1 AND u.session = ?2");

    /// <summary>All that an owner (?1) ever spent.</summary>
    public static readonly Sql OfOwnerEver = new($"SELECT {Totals} FROM spending u WHERE u.owner = ?1");

    /// <summary>All that was ever spent in an app (?1, null for all) by a user (?2, null for all).</summary>
    public static readonly Sql OfAllEver = new($"""
        SELECT {Totals} FROM owners o CROSS JOIN spending u WHERE (?1 IS NULL OR o.app = ?1) AND (?2 IS NULL OR o.user = ?2) AND u.owner = o.id
        """);

    /// <summary>Whether the sums of all times are kept added up.</summary>
    public static bool IsKept(UsageBy by) => by is UsageBy.None or UsageBy.Session or UsageBy.User or UsageBy.App or UsageBy.Model;
}
