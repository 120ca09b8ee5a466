using System.Globalization;
using System.Text.Json;

namespace Colloquy.Sqlite;

/// <summary>Adds up what calls used.</summary>
internal static class UsageSumReader
{
    private const int FirstOfSums = 3;
    private const long DayMilliseconds = 86_400_000;

    public static IReadOnlyList<UsageSum> Sum(Connection connection, SessionSelection selection, UsageQuery query, UsageBy by)
    {
        var isEver = query is { Since: null, Until: null } && UsageSql.IsKept(by);
        if (selection.Owner is not { } named)
        {
            var rows = connection.Use(isEver ? UsageSql.OfAllEver(by) : UsageSql.OfAll(by)).Bind(1, selection.App).Bind(2, StoredOwner.UserOf(selection));
            return UsageSum.Merge(Read(isEver ? rows : Bind(rows, 3, query.Since, query.Until), by));
        }

        if (OwnerRow.Find(connection, named) is not { } owner)
            return [];
        if (selection.Session is not { } key)
            return UsageSum.Merge(Read(isEver ? connection.Use(UsageSql.OfOwnerEver(by)).Bind(1, owner) : Bind(connection.Use(UsageSql.OfOwner(by)).Bind(1, owner), 2, query.Since, query.Until), by));
        if (SessionRow.FindNumber(connection, key) is not { } session)
            return [];
        if (query.Within is { } ranges)
            return UsageSum.Merge(ranges.SelectMany(range => ReadLine(connection, session, range, query, by)));

        return UsageSum.Merge(Read(
            isEver
                ? connection.Use(UsageSql.OfSessionEver(by)).Bind(1, owner).Bind(2, session.Value)
                : Bind(connection.Use(UsageSql.OfSession(by)).Bind(1, session.Value), 2, query.Since, query.Until),
            by));
    }

    private static List<UsageSum> ReadLine(Connection connection, SessionNumber session, PositionRange range, UsageQuery query, UsageBy by)
    {
        var last = range.Last < session.Tip ? range.Last : session.Tip;
        if (last < range.First || last.IsStart)
            return [];

        var rows = connection.Use(UsageSql.OfLine(by)).Bind(1, session.Value).Bind(2, EntryId.Of(session.Value, range.First)).Bind(3, EntryId.Of(session.Value, last));
        return Read(Bind(rows, 4, query.Since, query.Until), by);
    }

    private static Statement Bind(Statement rows, int first, DateTimeOffset? since, DateTimeOffset? until) =>
        rows.Bind(first, CeilingOf(since, long.MinValue)).Bind(first + 1, CeilingOf(until, long.MaxValue));

    private static List<UsageSum> Read(Statement rows, UsageBy by)
    {
        using (rows)
        {
            var sums = new List<UsageSum>();
            while (rows.Step())
            {
                if (by != UsageBy.Tool)
                    sums.Add(Read(rows) with { Key = KeyOf(rows, by), Session = SessionOf(rows, by) });
                else if (!rows.IsNull(0))
                    sums.AddRange(ByTool(rows));
            }

            return sums;
        }
    }

    /// <summary>Gives calls to the tools that they asked for; those of which that cannot be read are counted as such.</summary>
    private static IEnumerable<UsageSum> ByTool(Statement rows)
    {
        var sum = Read(rows);
        try
        {
            if (JsonSerializer.Deserialize(rows.Bytes(0), UsageJson.Default.IReadOnlyListString) is { } called && !called.Contains(null!))
                return sum.ByTool(called);
        }
        catch (JsonException)
        {
            // It is told below.
        }

        return [new UsageSum { UnreadableCalls = sum.Calls }];
    }

    private static UsageSum Read(Statement rows) => new()
    {
        Model = rows.TextOrNull(FirstOfSums),
        Provider = rows.TextOrNull(FirstOfSums + 1),
        Calls = rows.Int64(FirstOfSums + 2),
        UnreportedCalls = rows.Int64(FirstOfSums + 2) - rows.Int64(FirstOfSums + 3),
        ToolCalls = rows.Int64(FirstOfSums + 4),
        InputTokens = rows.Int64(FirstOfSums + 5),
        OutputTokens = rows.Int64(FirstOfSums + 6),
        CachedInputTokens = rows.Int64(FirstOfSums + 7),
        ReasoningTokens = rows.Int64(FirstOfSums + 8),
        TotalTokens = rows.Int64(FirstOfSums + 9),
        Cost = rows.Int64(FirstOfSums + 10) / UsageRow.Billion,
        UnpricedCalls = rows.Int64(FirstOfSums + 11),
        UnpricedInputTokens = rows.Int64(FirstOfSums + 12),
        UnpricedCachedInputTokens = rows.Int64(FirstOfSums + 13),
        UnpricedOutputTokens = rows.Int64(FirstOfSums + 14),
    };

    private static string? KeyOf(Statement rows, UsageBy by) => by switch
    {
        _ when rows.IsNull(0) => null,
        UsageBy.Turn => rows.Int64(0).ToString(CultureInfo.InvariantCulture),
        UsageBy.Day => UsageSum.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(0) * DayMilliseconds)),
        UsageBy.User when rows.TextOrNull(0) == StoredOwner.Nobody => null,
        _ => rows.TextOrNull(0),
    };

    private static SessionKey? SessionOf(Statement rows, UsageBy by) =>
        by == UsageBy.Session && rows.TextOrNull(0) is { } id ? new SessionKey(id, StoredOwner.Read(rows.Text(1), rows.Text(2))) : null;

    /// <summary>The first whole millisecond that is not before a time.</summary>
    private static long CeilingOf(DateTimeOffset? time, long otherwise)
    {
        if (time is not { } at)
            return otherwise;

        var milliseconds = at.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < at ? milliseconds + 1 : milliseconds;
    }
}
