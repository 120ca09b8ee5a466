namespace Colloquy.Sqlite.Tests;

/// <summary>A sum reads the calls that it adds up, or those of its session, by the index that has them.</summary>
public sealed class UsagePlanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Sums_go_by_an_index()
    {
        await (await SqliteSessionStore.OpenAsync(_folder.File())).DisposeAsync();
        using var file = Connection.Open(_folder.File(), create: false);

        Assert.Contains("u USING INDEX usage_of_session (session=? AND at>? AND at<?)", Plan(UsageSql.OfSession), StringComparison.Ordinal);
        Assert.Contains("u USING INDEX usage_of_session (session=? AND at=? AND position=?)", Plan(UsageSql.OfLine), StringComparison.Ordinal);
        Assert.Contains("e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)", Plan(UsageSql.OfLine), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=? AND at>? AND at<?)", Plan(UsageSql.OfOwner), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=? AND at>? AND at<?)", Plan(UsageSql.OfAll), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=? AND session=?)", Plan(UsageSql.OfSessionEver), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=?)", Plan(UsageSql.OfOwnerEver), StringComparison.Ordinal);
        Assert.Contains("u USING PRIMARY KEY (owner=?)", Plan(UsageSql.OfAllEver), StringComparison.Ordinal);

        string Plan(Sql sql) => string.Join('\n', StatementPlanTests.Plan(file, sql.Text));
    }

    public void Dispose() => _folder.Dispose();
}
