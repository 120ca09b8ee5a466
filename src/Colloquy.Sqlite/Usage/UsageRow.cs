using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Sqlite;

/// <summary>Keeps what calls used.</summary>
internal static class UsageRow
{
    public const decimal Billion = 1_000_000_000;

    /// <summary>Keeps what calls used that were committed just now.</summary>
    public static void Keep(Connection connection, SessionKey key, long session, IReadOnlyList<UsageRecord> records)
    {
        if (records.Count == 0)
            return;

        var owner = OwnerRow.Ensure(connection, key.Owner);
        for (var i = 0; i < records.Count; i++)
            Keep(connection, owner, session, records[i]);
    }

    /// <summary>Keeps what calls used that no commit holds.</summary>
    public static bool Record(Connection connection, SessionKey key, IReadOnlyList<UsageRecord> records)
    {
        var session = SessionRow.FindNumber(connection, key)?.Value;
        var owner = OwnerRow.Ensure(connection, key.Owner);
        for (var i = 0; i < records.Count; i++)
        {
            if (session is not null)
                TakeFromThePast(connection, owner, records[i]);
            Keep(connection, owner, session, records[i]);
        }

        return true;
    }

    private static readonly Sql SelectCalls = new("""
        SELECT u.call, u.position, u.turn, u.at, u.agent, u.model, u.provider, u.called, u.reported, u.input, u.output, u.cached, u.reasoning, u.total, u.cost
        FROM usage u WHERE u.session = ?1 AND u.at >= ?2 AND (u.at > ?2 OR u.call > ?3) ORDER BY u.at, u.call LIMIT ?4
        """);

    public static IReadOnlyList<UsageRecord> Read(Connection connection, SessionKey key, UsageRecord? after, int limit)
    {
        if (SessionRow.FindNumber(connection, key) is not { } session)
            return [];

        var found = new List<UsageRecord>();
        using var rows = connection.Use(SelectCalls).Bind(1, session.Value).Bind(2, after?.At.ToUnixTimeMilliseconds() ?? long.MinValue).Bind(3, after?.Call.ToString() ?? "").Bind(4, limit);
        while (rows.Step())
            found.Add(Read(connection, rows));
        return found;
    }

    private static readonly Sql SelectPast = new("""
        SELECT u.call, u.position, u.turn, u.at, u.agent, u.model, u.provider, u.called, u.reported, u.input, u.output, u.cached, u.reasoning, u.total, u.cost
        FROM usage u WHERE u.owner = ?1 AND u.at >= ?2 AND (u.at > ?2 OR u.call > ?3) AND u.session IS NULL ORDER BY u.at, u.call LIMIT ?4
        """);

    /// <summary>Reads what calls of an owner used whose sessions were deleted.</summary>
    public static IReadOnlyList<UsageRecord> ReadPast(Connection connection, SessionOwner owner, UsageRecord? after, int limit)
    {
        if (OwnerRow.Find(connection, owner) is not { } number)
            return [];

        var found = new List<UsageRecord>();
        using var rows = connection.Use(SelectPast).Bind(1, number).Bind(2, after?.At.ToUnixTimeMilliseconds() ?? long.MinValue).Bind(3, after?.Call.ToString() ?? "").Bind(4, limit);
        while (rows.Step())
            found.Add(Read(connection, rows));
        return found;
    }

    private static UsageRecord Read(Connection connection, Statement row)
    {
        try
        {
            return new UsageRecord
            {
                Call = Guid.Parse(row.Text(0)),
                Position = new Position(row.Int64(1)),
                TurnStart = new Position(row.Int64(2)),
                At = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(3)),
                Agent = row.TextOrNull(4),
                Model = row.TextOrNull(5),
                Provider = row.TextOrNull(6),
                Called = row.IsNull(7) ? [] : JsonSerializer.Deserialize(row.Bytes(7), UsageJson.Default.IReadOnlyListString) ?? [],
                IsReported = row.Int64(8) != 0,
                InputTokens = row.Int64(9),
                OutputTokens = row.Int64(10),
                CachedInputTokens = row.Int64(11),
                ReasoningTokens = row.Int64(12),
                TotalTokens = row.Int64(13),
                Cost = row.IsNull(14) ? null : row.Int64(14) / Billion,
            };
        }
        catch (Exception error) when (error is FormatException or JsonException or ArgumentException)
        {
            throw StoreException.Corrupt(connection.Path, $"the usage of call '{row.Text(0)}' cannot be read", "All sessions can be read and used, and totals of usage too. Restore what that call used from a backup of the store.", error);
        }
    }

    private static readonly Sql[] Taking =
    [
        new("""
            UPDATE spending SET
                calls = spending.calls - 1, reported = spending.reported - u.reported, tools = spending.tools - u.tools,
                input = spending.input - u.input, output = spending.output - u.output, cached = spending.cached - u.cached,
                reasoning = spending.reasoning - u.reasoning, total = spending.total - u.total, cost = spending.cost - coalesce(u.cost, 0),
                unpriced = unpriced - (u.reported AND u.cost IS NULL), unpriced_input = unpriced_input - iif(u.cost IS NULL, u.input, 0),
                unpriced_cached = unpriced_cached - iif(u.cost IS NULL, u.cached, 0), unpriced_output = unpriced_output - iif(u.cost IS NULL, u.output, 0)
            FROM usage u WHERE u.owner = ?1 AND u.at = ?2 AND u.call = ?3 AND u.session IS NULL
                AND spending.owner = u.owner AND spending.session = 0 AND spending.model = coalesce(u.model, 0) AND spending.provider = coalesce(u.provider, 0)
            """),
        new("DELETE FROM usage WHERE owner = ?1 AND at = ?2 AND call = ?3 AND session IS NULL"),
        new("DELETE FROM spending WHERE owner = ?1 AND session = 0 AND calls = 0"),
    ];

    /// <summary>Takes a call from those of deleted sessions, so that it can be kept for the session that has it again.</summary>
    private static void TakeFromThePast(Connection connection, long owner, UsageRecord record)
    {
        foreach (var step in Taking.AsSpan(0, 2))
            connection.Use(step).Bind(1, owner).Bind(2, record.At.ToUnixTimeMilliseconds()).Bind(3, record.Call.ToString()).Run();
        connection.Use(Taking[2]).Bind(1, owner).Run();
    }

    /// <summary>The columns of spending behind owner and session.</summary>
    public const string Spent = "model, provider, calls, reported, tools, input, output, cached, reasoning, total, cost, unpriced, unpriced_input, unpriced_cached, unpriced_output";

    /// <summary>Adds what an owner and a session spent to what is there of them.</summary>
    public const string AddedUp = """
        ON CONFLICT (owner, session, model, provider) DO UPDATE SET
            calls = calls + excluded.calls, reported = reported + excluded.reported, tools = tools + excluded.tools,
            input = input + excluded.input, output = output + excluded.output, cached = cached + excluded.cached,
            reasoning = reasoning + excluded.reasoning, total = total + excluded.total, cost = cost + excluded.cost,
            unpriced = unpriced + excluded.unpriced, unpriced_input = unpriced_input + excluded.unpriced_input,
            unpriced_cached = unpriced_cached + excluded.unpriced_cached, unpriced_output = unpriced_output + excluded.unpriced_output
        """;

    /// <summary>Keeps what a session (?1) has spent, and forgets that it was this session: with the session's row still there.</summary>
    public static readonly Sql[] Forgetting =
    [
        new("UPDATE usage SET session = NULL, position = 0, turn = 0 WHERE session = ?1"),
        new($"""
            INSERT INTO spending SELECT owner, 0, {Spent}
            FROM spending WHERE owner = (SELECT o.id FROM owners o JOIN sessions s ON s.app = o.app AND s.user = o.user WHERE s.id = ?1) AND session = ?1
            {AddedUp}
            """),
        new("DELETE FROM spending WHERE owner = (SELECT o.id FROM owners o JOIN sessions s ON s.app = o.app AND s.user = o.user WHERE s.id = ?1) AND session = ?1"),
    ];

    // A call that the log holds takes its place there, also when it was kept before its commit was known.
    private static readonly Sql Insert = new("""
        INSERT INTO usage (owner, at, call, session, position, turn, agent, model, provider, called, tools, reported, input, output, cached, reasoning, total, cost)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        ON CONFLICT (owner, at, call) DO UPDATE SET position = excluded.position, turn = excluded.turn
            WHERE usage.position = 0 AND usage.session IS excluded.session
        """);

    private static void Keep(Connection connection, long owner, long? session, UsageRecord record) => connection.Use(Insert)
        .Bind(1, owner).Bind(2, record.At.ToUnixTimeMilliseconds()).Bind(3, record.Call.ToString())
        .Bind(4, session).Bind(5, session is null ? 0 : record.Position.Value).Bind(6, session is null ? 0 : record.TurnStart.Value)
        .Bind(7, record.Agent).Bind(8, record.Model).Bind(9, record.Provider)
        .Bind(10, record.Called.Count == 0 ? null : JsonSerializer.Serialize(record.Called, UsageJson.Default.IReadOnlyListString)).Bind(11, record.Called.Count)
        .Bind(12, record.IsReported ? 1 : 0)
        .Bind(13, record.InputTokens).Bind(14, record.OutputTokens).Bind(15, record.CachedInputTokens).Bind(16, record.ReasoningTokens).Bind(17, record.TotalTokens)
        .Bind(18, record.Cost is { } cost ? (long)Math.Round(cost * Billion) : null)
        .Run();
}

/// <summary>The stored form of the tools that a call asked for.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class UsageJson : JsonSerializerContext;
