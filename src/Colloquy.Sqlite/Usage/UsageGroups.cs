using System.Globalization;
using System.Text.Json;

namespace Colloquy.Sqlite;

/// <summary>Adds up rows of usage by what they are asked for, and by model and provider.</summary>
/// <remarks>Rows name owners and sessions by their numbers. What these stand for is looked up once for each group.</remarks>
internal sealed class UsageGroups(Connection connection, UsageBy by)
{
    private const long DayMilliseconds = 86_400_000;

    private readonly Dictionary<Group, Sums> _groups = [];
    private readonly Dictionary<long, (string App, string User)?> _owners = [];

    /// <summary>Adds all rows, and ends their use.</summary>
    public void Add(Statement rows)
    {
        using (rows)
        {
            while (rows.Step())
            {
                var group = GroupOf(rows);
                if (!_groups.TryGetValue(group, out var sums))
                    _groups.Add(group, sums = new Sums());
                sums.Add(rows);
            }
        }
    }

    public IReadOnlyList<UsageSum> ToSums() => UsageSum.Merge(_groups.SelectMany(pair => Name(pair.Key, pair.Value.ToSum(pair.Key.Model, pair.Key.Provider))));

    private Group GroupOf(Statement rows)
    {
        var group = new Group { Model = TextOrNull(rows, 2), Provider = TextOrNull(rows, 3) };
        return by switch
        {
            UsageBy.Turn => group with { Number = rows.Int64(4) },
            UsageBy.Session when !rows.IsNull(1) => group with { Owner = rows.Int64(0), Number = rows.Int64(1) },
            UsageBy.User or UsageBy.App => group with { Owner = rows.Int64(0) },
            UsageBy.Model => group with { Text = group.Model },
            UsageBy.Agent => group with { Text = TextOrNull(rows, 5) },
            UsageBy.Tool => group with { Text = TextOrNull(rows, 6) },
            UsageBy.Day => group with { Number = (long)Math.Floor(rows.Int64(7) / (decimal)DayMilliseconds) },
            _ => group,
        };
    }

    private IEnumerable<UsageSum> Name(Group group, UsageSum sum)
    {
        switch (by)
        {
            case UsageBy.Tool:
                return group.Text is null ? [] : ByTool(group.Text, sum);
            case UsageBy.Turn:
                return [sum with { Key = group.Number == 0 ? null : group.Number.ToString(CultureInfo.InvariantCulture) }];
            case UsageBy.Day:
                return [sum with { Key = UsageSum.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(group.Number * DayMilliseconds)) }];
            case UsageBy.User:
                return [sum with { Key = FindOwner(group.Owner)?.User is { Length: > 0 } user ? user : null }];
            case UsageBy.App:
                return [sum with { Key = FindOwner(group.Owner)?.App }];
            case UsageBy.Session:
                var id = FindSession(group.Number);
                return [sum with { Key = id, Session = id is not null && FindOwner(group.Owner) is { } owner ? new SessionKey(id, StoredOwner.Read(owner.App, owner.User)) : null }];
            default:
                return [sum with { Key = group.Text }];
        }
    }

    /// <summary>Gives calls to the tools that they asked for; those of which that cannot be read are counted as such.</summary>
    private static IEnumerable<UsageSum> ByTool(string json, UsageSum sum)
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

    private (string App, string User)? FindOwner(long number)
    {
        if (!_owners.TryGetValue(number, out var owner))
            _owners.Add(number, owner = OwnerRow.Read(connection, number));
        return owner;
    }

    private static readonly Sql SelectSession = new("SELECT session FROM sessions WHERE id = ?1");

    private string? FindSession(long number)
    {
        using var row = connection.Use(SelectSession).Bind(1, number);
        return row.Step() ? row.Text(0) : null;
    }

    private string? TextOrNull(Statement rows, int column)
    {
        var bytes = rows.Bytes(column);
        return !bytes.IsEmpty ? connection.Texts.Get(bytes) : rows.IsNull(column) ? null : "";
    }

    /// <summary>What the calls of a group have in common.</summary>
    private readonly record struct Group(long Owner, long Number, string? Text, string? Model, string? Provider);

    /// <summary>What the calls of a group add up to.</summary>
    private sealed class Sums
    {
        private const int First = 8;

        private readonly long[] _values = new long[13];

        public void Add(Statement row)
        {
            for (var i = 0; i < _values.Length; i++)
                _values[i] += row.Int64(First + i);
        }

        public UsageSum ToSum(string? model, string? provider) => new()
        {
            Model = model,
            Provider = provider,
            Calls = _values[0],
            UnreportedCalls = _values[0] - _values[1],
            ToolCalls = _values[2],
            InputTokens = _values[3],
            OutputTokens = _values[4],
            CachedInputTokens = _values[5],
            ReasoningTokens = _values[6],
            TotalTokens = _values[7],
            Cost = _values[8] / UsageRow.Billion,
            UnpricedCalls = _values[9],
            UnpricedInputTokens = _values[10],
            UnpricedCachedInputTokens = _values[11],
            UnpricedOutputTokens = _values[12],
        };
    }
}
