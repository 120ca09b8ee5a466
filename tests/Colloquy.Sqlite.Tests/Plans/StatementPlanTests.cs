using System.Reflection;

namespace Colloquy.Sqlite.Tests;

/// <summary>No statement walks over a whole table, and none sorts, but those of <see cref="AllowedPlans"/>, each for a reason.</summary>
public sealed class StatementPlanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Every_statement_goes_by_an_index_in_its_own_order()
    {
        using var file = await OpenAsync();
        using var spool = new RestoreSpool();
        var unexplained = new List<string>();
        foreach (var (name, sql) in All())
        {
            foreach (var step in Plan(AllowedPlans.IsOfSpool(name) ? SpoolOf(spool) : file, sql.Text))
            {
                if (IsCostly(step) && !AllowedPlans.Allow(name, step))
                    unexplained.Add($"{name}: {step}");
            }
        }

        Assert.True(unexplained.Count == 0, $"These steps of plans need an index, or a reason in AllowedPlans:\n{string.Join('\n', unexplained)}");
    }

    [Fact]
    public async Task Every_reason_is_still_needed()
    {
        using var file = await OpenAsync();
        using var spool = new RestoreSpool();
        var steps = All().SelectMany(pair => Plan(AllowedPlans.IsOfSpool(pair.Name) ? SpoolOf(spool) : file, pair.Sql.Text).Where(IsCostly).Select(step => (pair.Name, Step: step))).ToList();

        Assert.Empty(AllowedPlans.Reasons.Where(reason => !steps.Exists(step => reason.Fits(step.Name, step.Step))).Select(reason => $"{reason.Statement}: {reason.Step}"));
    }

    [Fact]
    public void All_statements_are_looked_at()
    {
        var names = All().Select(pair => pair.Name).ToList();

        Assert.Equal(Sql.Count, Ordinals().Distinct().Count());
        Assert.Contains("CommitWriter.SelectSession", names);
        Assert.Contains("ListingOrder.OfOwner.ByDrift[4]", names);
        Assert.Contains("UsageRow.Forgetting[2]", names);

        IEnumerable<int> Ordinals() => All().Select(pair => pair.Sql.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsCostly(string step) => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.Contains("AUTOMATIC", StringComparison.Ordinal) || step.StartsWith("MATERIALIZE", StringComparison.Ordinal);

    private async Task<Connection> OpenAsync()
    {
        await (await SqliteSessionStore.OpenAsync(_folder.File())).DisposeAsync();
        return Connection.Open(_folder.File(), create: false);
    }

    private static Connection SpoolOf(RestoreSpool spool) => (Connection)typeof(RestoreSpool).GetField("_connection", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(spool)!;

    internal static List<string> Plan(Connection file, string text)
    {
        var steps = new List<string>();
        var handle = (SQLitePCL.sqlite3)typeof(Connection).GetField("_handle", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(file)!;
        file.Check(SQLitePCL.raw.sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN " + text, out var statement));
        using (statement)
        {
            while (SQLitePCL.raw.sqlite3_step(statement) == SQLitePCL.raw.SQLITE_ROW)
                steps.Add(SQLitePCL.raw.sqlite3_column_text(statement, 3).utf8_to_string());
        }

        return steps;
    }

    /// <summary>The statements of all types of the store, by the fields that hold them, also those within lists and other objects.</summary>
    private static IEnumerable<(string Name, Sql Sql)> All() =>
        from type in typeof(SqliteSessionStore).Assembly.GetTypes()
        where !type.ContainsGenericParameters && !type.Name.StartsWith('<')
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !field.IsLiteral
        from found in Within($"{type.Name}.{field.Name}", field.GetValue(null), depth: 0)
        select found;

    private static IEnumerable<(string Name, Sql Sql)> Within(string name, object? value, int depth)
    {
        if (value is Sql sql)
            return [(name, sql)];
        if (value is System.Collections.IEnumerable and not string)
            return value is IEnumerable<Sql> statements ? statements.Select((one, i) => ($"{name}[{i}]", one)) : [];
        if (value is null || depth > 1 || value.GetType().Assembly != typeof(Sql).Assembly)
            return [];
        return value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.PropertyType == typeof(Sql) || property.PropertyType == typeof(Sql[]))
            .SelectMany(property => Within($"{name}.{property.Name}", property.GetValue(value), depth + 1));
    }
}
