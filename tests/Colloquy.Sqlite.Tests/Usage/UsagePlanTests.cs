namespace Colloquy.Sqlite.Tests;

/// <summary>A sum reads the calls that it adds up, or those of its session, and no table from end to end.</summary>
public sealed class UsagePlanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<UsageBy> Groupings => [.. Enum.GetValues<UsageBy>()];

    [Theory]
    [MemberData(nameof(Groupings))]
    public async Task Sums_go_by_an_index(UsageBy by)
    {
        await (await SqliteSessionStore.OpenAsync(_folder.File())).DisposeAsync();
        using var file = Connection.Open(_folder.File(), create: false);

        Assert.Contains("u USING INDEX usage_of_session (session=? AND at>? AND at<?)", Plan(UsageSql.OfSession(by)), StringComparison.Ordinal);
        Assert.Contains("u USING INDEX usage_of_session (session=? AND at=? AND position=?)", Plan(UsageSql.OfLine(by)), StringComparison.Ordinal);
        Assert.Contains("e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)", Plan(UsageSql.OfLine(by)), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=? AND at>? AND at<?)", Plan(UsageSql.OfOwner(by)), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=? AND at>? AND at<?)", Plan(UsageSql.OfAll(by)), StringComparison.Ordinal);
        if (!UsageSql.IsKept(by))
            return;

        Assert.Contains("u USING PRIMARY KEY (owner=? AND session=?)", Plan(UsageSql.OfSessionEver(by)), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=?)", Plan(UsageSql.OfOwnerEver(by)), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=?)", Plan(UsageSql.OfAllEver(by)), StringComparison.Ordinal);

        string Plan(Sql sql)
        {
            using var rows = file.Use(new Sql("EXPLAIN QUERY PLAN " + sql.Text));
            var steps = new List<string>();
            while (rows.Step())
                steps.Add(rows.Text(3));
            return string.Join('\n', steps);
        }
    }

    public void Dispose() => _folder.Dispose();
}
