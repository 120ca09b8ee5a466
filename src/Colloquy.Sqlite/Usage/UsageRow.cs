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
