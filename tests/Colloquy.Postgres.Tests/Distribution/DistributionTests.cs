using System.Text.RegularExpressions;
using Colloquy.Postgres.Tests.Plans;
using Npgsql;

namespace Colloquy.Postgres.Tests.Distribution;

/// <summary>The schema can be distributed by the statements of docs/production.md.</summary>
public sealed partial class DistributionTests
{
    private static readonly string Page = ProductionPage.SqlWith("create_distributed_table");

    [Fact]
    public async Task Every_key_has_the_column_that_its_table_is_distributed_by()
    {
        await using var database = await NewDatabaseAsync();
        var catalogue = new Catalogue(database, "colloquy");

        var placements = await catalogue.DistributeAsync(Page);

        Assert.Equal((await catalogue.TablesAsync()).Order(StringComparer.Ordinal), placements.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([], await CitusRules.FindBrokenAsync(catalogue, placements));
    }

    [Theory]
    [InlineData("CREATE TABLE colloquy.more (sid uuid)", "more has no place")]
    [InlineData("CREATE UNIQUE INDEX by_name ON colloquy.sessions (app, \"user\", session)", "colloquy.by_name lacks sid")]
    [InlineData("CREATE UNIQUE INDEX by_text ON colloquy.spending ((owner::text), sid)", "colloquy.by_text lacks owner")]
    [InlineData("CREATE UNIQUE INDEX by_position ON colloquy.entries_03 (position)", "colloquy.by_position lacks sid")]
    [InlineData("ALTER TABLE colloquy.branches ADD CONSTRAINT named UNIQUE (name) INCLUDE (sid)", "colloquy.named lacks sid")]
    [InlineData("ALTER TABLE colloquy.memories ADD CONSTRAINT one EXCLUDE (id WITH =)", "colloquy.one lacks owner")]
    [InlineData("ALTER TABLE colloquy.branches DROP CONSTRAINT branches_pkey, ALTER sid DROP NOT NULL", "branches.sid is no column, or may be null")]
    [InlineData("ALTER TABLE colloquy.blobs ALTER sid TYPE text", "blobs cannot be beside sessions")]
    [InlineData("ALTER TABLE colloquy.usage ADD CONSTRAINT spent FOREIGN KEY (sid) REFERENCES colloquy.sessions", "spent of usage leads out of its shard")]
    [InlineData("ALTER TABLE colloquy.branches ADD parent uuid, ADD CONSTRAINT under FOREIGN KEY (parent) REFERENCES colloquy.sessions", "under of branches leads out of its shard")]
    public async Task A_key_that_Citus_would_refuse_is_found(string change, string expected)
    {
        await using var database = await NewDatabaseAsync();
        await using (var command = database.CreateCommand(change))
            await command.ExecuteNonQueryAsync();
        var catalogue = new Catalogue(database, "colloquy");

        var broken = await CitusRules.FindBrokenAsync(catalogue, await catalogue.DistributeAsync(Page));

        Assert.Equal([expected], broken);
    }

    [Fact]
    public async Task A_foreign_key_within_a_shard_is_none()
    {
        await using var database = await NewDatabaseAsync();
        await using (var command = database.CreateCommand("ALTER TABLE colloquy.branches ADD FOREIGN KEY (sid) REFERENCES colloquy.sessions"))
            await command.ExecuteNonQueryAsync();
        var catalogue = new Catalogue(database, "colloquy");

        Assert.Equal([], await CitusRules.FindBrokenAsync(catalogue, await catalogue.DistributeAsync(Page)));
    }

    /// <summary>Statements that name tables of both groups, and why that is no join.</summary>
    private static readonly IReadOnlyList<(string Statement, string Because)> OfBothGroups =
    [
        ("UsageRow.TakeFromThePast", "Whether there is a session is asked apart, and not for each row."),
        ("UsageRow.InsertBeside", "Whether there is a session is asked apart, and not for each row."),
    ];

    [Fact]
    public async Task Statements_join_tables_that_are_distributed_together()
    {
        await using var database = await NewDatabaseAsync();
        var placements = await new Catalogue(database, "colloquy").DistributeAsync(Page);

        var apart = Statements.All()
            .Where(statement => Names().Matches(statement.Text).Select(match => placements.GetValueOrDefault(match.Groups[1].Value)?.Group).OfType<string>().Distinct().Count() > 1)
            .Select(statement => statement.Name);

        Assert.Equal(OfBothGroups.Select(reason => reason.Statement).Order(StringComparer.Ordinal), apart.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\bcolloquy\.(\w+)")]
    private static partial Regex Names();

    private static async Task<NpgsqlDataSource> NewDatabaseAsync()
    {
        var address = await SharedServer.CreateDatabaseAsync();
        await (await PostgresSessionStore.OpenAsync(address)).DisposeAsync();
        return NpgsqlDataSource.Create(address + ";Pooling=false");
    }
}
