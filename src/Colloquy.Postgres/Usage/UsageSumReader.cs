using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Adds up usage.</summary>
internal static class UsageSumReader
{
    private const long DayMilliseconds = 86_400_000;
    private const int FirstSum = 7;

    public static ValueTask<IReadOnlyList<UsageSum>> SumAsync(Database database, SessionSelection selection, UsageQuery query, UsageBy by, CancellationToken cancellationToken) => database.ReadAsync(
        (selection, query, by),
        static (batch, ask) => Fill(batch, ask.selection, ask.query, ask.by),
        static async (rows, ask, cancelled) =>
        {
            var sums = new List<UsageSum>();
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                sums.AddRange(Name(rows, ask.by, Read(rows)));
            return UsageSum.Merge(sums);
        },
        cancellationToken);

    private static void Fill(Batch batch, SessionSelection selection, UsageQuery query, UsageBy by)
    {
        var isEver = query is { Since: null, Until: null, Within: null } && UsageSql.IsKept(by);
        if (selection.Session is { } key)
        {
            var statements = isEver ? UsageSql.OfSessionEver : query.Within is null ? UsageSql.OfSession : UsageSql.OfLine;
            Begin(batch, statements).With(StoredId.Of(key.Owner)).With(StoredId.Of(key));
            if (query.Within is { } ranges)
                batch.With([.. ranges.Select(range => range.First.Value)]).With([.. ranges.Select(range => range.Last.Value)]);
        }
        else if (selection.Owner is { } owner)
        {
            Begin(batch, isEver ? UsageSql.OfOwnerEver : UsageSql.OfOwner).With(StoredId.Of(owner));
        }
        else if (selection.IsOneUser)
        {
            Begin(batch, isEver ? UsageSql.OfUserEver : UsageSql.OfUser).With(StoredOwner.UserOf(selection));
        }
        else if (selection.App is { } app)
        {
            Begin(batch, isEver ? UsageSql.OfAppEver : UsageSql.OfApp).With(app);
        }
        else
        {
            Begin(batch, isEver ? UsageSql.OfAllEver : UsageSql.OfAll);
        }

        Batch Begin(Batch batch, Sql[] statements)
        {
            batch.Add(UsageSql.For(statements, by));
            return isEver ? batch : batch.With(CeilingOf(query.Since, long.MinValue)).With(CeilingOf(query.Until, long.MaxValue));
        }
    }

    private static UsageSum Read(NpgsqlDataReader row)
    {
        var (calls, reported) = (row.GetInt64(FirstSum), row.GetInt64(FirstSum + 1));
        return new UsageSum
        {
            Model = row.TextOrNull(3),
            Provider = row.TextOrNull(4),
            Calls = calls,
            UnreportedCalls = calls - reported,
            ToolCalls = row.GetInt64(FirstSum + 2),
            InputTokens = row.GetInt64(FirstSum + 3),
            OutputTokens = row.GetInt64(FirstSum + 4),
            CachedInputTokens = row.GetInt64(FirstSum + 5),
            ReasoningTokens = row.GetInt64(FirstSum + 6),
            TotalTokens = row.GetInt64(FirstSum + 7),
            Cost = row.GetInt64(FirstSum + 8) / UsageColumns.Billion,
            UnpricedCalls = row.GetInt64(FirstSum + 9),
            UnpricedInputTokens = row.GetInt64(FirstSum + 10),
            UnpricedCachedInputTokens = row.GetInt64(FirstSum + 11),
            UnpricedOutputTokens = row.GetInt64(FirstSum + 12),
        };
    }

    private static IEnumerable<UsageSum> Name(NpgsqlDataReader row, UsageBy by, UsageSum sum)
    {
        switch (by)
        {
            case UsageBy.Turn:
                return [sum with { Key = row.GetInt64(6) is var turn and not 0 ? turn.ToString(CultureInfo.InvariantCulture) : null }];
            case UsageBy.Session:
                var id = row.StringOrNull(2);
                return [sum with { Key = id, Session = id is null ? null : new SessionKey(id, StoredOwner.Read(row.GetString(0), row.GetString(1))) }];
            case UsageBy.User:
                return [sum with { Key = row.GetString(1) is { Length: > 0 } user ? user : null }];
            case UsageBy.App:
                return [sum with { Key = row.GetString(0) }];
            case UsageBy.Model:
                return [sum with { Key = sum.Model }];
            case UsageBy.Agent:
                return [sum with { Key = row.TextOrNull(5) }];
            case UsageBy.Tool:
                return row.BytesOrNull(5) is { } called ? ByTool(called, sum) : [];
            case UsageBy.Day:
                return [sum with { Key = UsageSum.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6) * DayMilliseconds)) }];
            default:
                return [sum];
        }
    }

    /// <summary>Gives calls to the tools that they asked for; those of which that cannot be read are counted as such.</summary>
    private static IEnumerable<UsageSum> ByTool(byte[] json, UsageSum sum)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, UsageJson.Default.IReadOnlyListString) is { } called && !called.Contains(null!))
                return sum.ByTool(called);
        }
        catch (JsonException)
        {
            // It is told below.
        }

        return [new UsageSum { UnreadableCalls = sum.Calls }];
    }

    private static long CeilingOf(DateTimeOffset? time, long otherwise)
    {
        if (time is not { } at)
            return otherwise;

        var milliseconds = at.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < at ? milliseconds + 1 : milliseconds;
    }
}
