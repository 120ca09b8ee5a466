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

        var owner = OwnerRow.Ensure(connection, key);
        for (var i = 0; i < records.Count; i++)
            Keep(connection, owner, session, records[i]);
    }

    /// <summary>Keeps what calls used that no commit holds.</summary>
    public static bool Record(Connection connection, SessionKey key, IReadOnlyList<UsageRecord> records)
    {
        var session = SessionRow.FindNumber(connection, key)?.Value;
        var owner = OwnerRow.Ensure(connection, key);
        for (var i = 0; i < records.Count; i++)
            Keep(connection, owner, session, records[i]);
        return true;
    }

    /// <summary>Keeps what a session (?1) has spent, and forgets that it was this session: with the session's row still there.</summary>
    public static readonly Sql[] Forgetting =
    [
        new("UPDATE usage SET session = NULL, position = 0, turn = 0 WHERE session = ?1"),
        new("""
            INSERT INTO spending
            SELECT owner, 0, model, provider, calls, reported, tools, input, output, cached, reasoning, total, cost, unpriced, unpriced_input, unpriced_cached, unpriced_output
            FROM spending WHERE owner = (SELECT o.id FROM owners o JOIN sessions s ON s.app = o.app AND s.user = o.user WHERE s.id = ?1) AND session = ?1
            ON CONFLICT (owner, session, model, provider) DO UPDATE SET
                calls = calls + excluded.calls, reported = reported + excluded.reported, tools = tools + excluded.tools,
                input = input + excluded.input, output = output + excluded.output, cached = cached + excluded.cached,
                reasoning = reasoning + excluded.reasoning, total = total + excluded.total, cost = cost + excluded.cost,
                unpriced = unpriced + excluded.unpriced, unpriced_input = unpriced_input + excluded.unpriced_input,
                unpriced_cached = unpriced_cached + excluded.unpriced_cached, unpriced_output = unpriced_output + excluded.unpriced_output
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
        .Bind(4, session).Bind(5, session is null ? 0 : record.Position.Value).Bind(6, session is null ? 0 : record.Turn.Value)
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
