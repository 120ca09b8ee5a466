using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Usage records as columns, and back.</summary>
internal static class UsageColumns
{
    public const decimal Billion = 1_000_000_000;

    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Names = "u.call, u.position, u.turn, u.at, u.agent, u.model, u.provider, u.called, u.reported, u.input, u.output, u.cached, u.reasoning, u.total, u.cost";

    /// <summary>The names of the columns that <see cref="Add"/> adds.</summary>
    public const string Given = "call, at, position, turn, agent, model, provider, service, called, tools, reported, input, output, cached, reasoning, total, cost";

    /// <summary>The columns that <see cref="Add"/> adds, as parameters from $5.</summary>
    public const string Parameters = """
        unnest($5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bytea[], $10::bytea[], $11::bytea[], $12::uuid[], $13::bytea[], $14::bigint[], $15::boolean[],
            $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[])
        """;

    public static void Add(Batch batch, IReadOnlyList<UsageRecord> records)
    {
        var count = records.Count;
        var (calls, services, reported) = (new Guid[count], new Guid[count], new bool[count]);
        var (times, positions, turns, tools) = (new long[count], new long[count], new long[count], new long[count]);
        var (agents, models, providers, called) = (new byte[]?[count], new byte[]?[count], new byte[]?[count], new byte[]?[count]);
        var (input, output, cached, reasoning, total, costs) = (new long[count], new long[count], new long[count], new long[count], new long[count], new long?[count]);
        for (var i = 0; i < count; i++)
        {
            var record = records[i];
            (calls[i], times[i], positions[i], turns[i]) = (record.Call, record.At.ToUnixTimeMilliseconds(), record.Position.Value, record.TurnStart.Value);
            (agents[i], models[i], providers[i]) = (Rows.ToBytes(record.Agent), Rows.ToBytes(record.Model), Rows.ToBytes(record.Provider));
            services[i] = ServiceOf(models[i], providers[i]);
            called[i] = record.Called.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(record.Called, UsageJson.Default.IReadOnlyListString);
            (tools[i], reported[i]) = (record.Called.Count, record.IsReported);
            (input[i], output[i], cached[i], reasoning[i], total[i]) = (record.InputTokens, record.OutputTokens, record.CachedInputTokens, record.ReasoningTokens, record.TotalTokens);
            costs[i] = record.Cost is { } cost ? (long)Math.Round(cost * Billion) : null;
        }

        batch.With(calls).With(times).With(positions).With(turns).With(agents).With(models).With(providers).With(services).With(called).With(tools).With(reported)
            .With(input).With(output).With(cached).With(reasoning).With(total).With(costs);
    }

    public static UsageRecord Read(NpgsqlDataReader row, string location)
    {
        try
        {
            return new UsageRecord
            {
                Call = row.GetGuid(0),
                Position = row.Position(1),
                TurnStart = row.Position(2),
                At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
                Agent = row.TextOrNull(4),
                Model = row.TextOrNull(5),
                Provider = row.TextOrNull(6),
                Called = row.BytesOrNull(7) is { } called ? JsonSerializer.Deserialize(called, UsageJson.Default.IReadOnlyListString) ?? [] : [],
                IsReported = row.GetBoolean(8),
                InputTokens = row.GetInt64(9),
                OutputTokens = row.GetInt64(10),
                CachedInputTokens = row.GetInt64(11),
                ReasoningTokens = row.GetInt64(12),
                TotalTokens = row.GetInt64(13),
                Cost = row.IsDBNull(14) ? null : row.GetInt64(14) / Billion,
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw StoreException.Corrupt(location, $"the usage of call '{row.GetGuid(0)}' cannot be read", "All sessions can be read and used, and totals of usage too. Restore what that call used from a backup of the store.", error);
        }
    }

    /// <summary>The id of a model of a provider.</summary>
    private static Guid ServiceOf(byte[]? model, byte[]? provider)
    {
        // Neither 0xFE nor 0xFF is in UTF-8.
        byte[] bytes = [.. model ?? [0xFE], 0xFF, .. provider ?? [0xFE]];
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(bytes, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}

/// <summary>The stored form of the tools that a call asked for.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class UsageJson : JsonSerializerContext;
