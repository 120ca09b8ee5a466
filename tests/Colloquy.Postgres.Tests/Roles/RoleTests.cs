using Colloquy.Storage.Conformance;
using Npgsql;

namespace Colloquy.Postgres.Tests.Roles;

/// <summary>The roles of docs/production.md: the application's does all that a store does, and nothing else.</summary>
public sealed class RoleTests(DeskDatabase desk) : IClassFixture<DeskDatabase>
{
    [Fact]
    public async Task The_role_of_the_application_does_all_that_a_store_does()
    {
        var source = desk.Connect(DeskDatabase.App);
        StoreSuite[] suites =
        [
            new SessionSuite(), new CommitSuite(), new BranchSuite(), new StateSuite(), new LeaseSuite(), new DetailsSuite(), new DirectorySuite(), new UsageSuite(), new LedgerSuite(),
            new SearchSuite(), new SearchIndexSuite(), new OwnerStateSuite(), new MemorySuite(), new RetentionSuite(), new HoldSuite(), new CopySuite(), new OwnerCopySuite(), new SignalSuite(),
        ];

        var results = await StoreConformance.RunAsync(() => new AppHarness(source), suites, TestContext.Current.CancellationToken).ToListAsync();

        Assert.True(results.Count > 100);
        Assert.Equal([], results.Where(result => result.Failure is not null).Select(result => result.Failure!.Message));
    }

    [Theory]
    [InlineData("ALTER TABLE colloquy.sessions ADD COLUMN mine text")]
    [InlineData("ALTER TABLE colloquy.sessions DISABLE TRIGGER ALL")]
    [InlineData("ALTER TABLE colloquy.sessions OWNER TO desk_app")]
    [InlineData("DROP TABLE colloquy.blobs")]
    [InlineData("DROP SCHEMA colloquy CASCADE")]
    [InlineData("TRUNCATE colloquy.sessions")]
    [InlineData("CREATE INDEX ON colloquy.sessions (title)")]
    [InlineData("CREATE TABLE colloquy.mine (id integer)")]
    [InlineData("CREATE TABLE public.mine (id integer)")]
    [InlineData("CREATE TEMP TABLE mine (id integer)")]
    [InlineData("CREATE TABLE colloquy.mine PARTITION OF colloquy.entries DEFAULT")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("CREATE OR REPLACE FUNCTION colloquy.require(holds boolean) RETURNS void LANGUAGE sql AS 'SELECT'")]
    [InlineData("CREATE TRIGGER mine AFTER INSERT ON colloquy.sessions EXECUTE FUNCTION suppress_redundant_updates_trigger()")]
    [InlineData("CREATE POLICY mine ON colloquy.sessions USING (true)")]
    [InlineData("INSERT INTO colloquy.schema_versions (version) VALUES (1000)")]
    [InlineData("DELETE FROM colloquy.schema_versions")]
    [InlineData("SELECT * FROM billing.invoices")]
    [InlineData("UPDATE billing.invoices SET amount = 0")]
    [InlineData("SET ROLE desk_owner")]
    [InlineData("GRANT desk_owner TO desk_app")]
    [InlineData("ALTER ROLE billing PASSWORD 'mine'")]
    [InlineData("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'")]
    [InlineData("COPY colloquy.sessions TO PROGRAM 'cat'")]
    [InlineData("COPY colloquy.sessions TO '/dev/null'")]
    public async Task The_role_of_the_application_may_not_change_the_schema_or_touch_what_is_of_other_roles(string sql)
    {
        await desk.ExecuteAsAdministratorAsync("""
            DO $$
            BEGIN
                IF to_regrole('billing') IS NULL THEN
                    CREATE ROLE billing LOGIN PASSWORD '…';
                    CREATE SCHEMA billing AUTHORIZATION billing;
                    CREATE TABLE billing.invoices (amount integer);
                    ALTER TABLE billing.invoices OWNER TO billing;
                END IF;
            END $$
            """);
        await using var administrator = await desk.Connect("postgres").OpenConnectionAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await desk.TryAsync(DeskDatabase.App, sql));
    }

    [Fact]
    public async Task Another_role_does_not_get_into_the_database()
    {
        await desk.ExecuteAsAdministratorAsync("CREATE ROLE stranger LOGIN PASSWORD '…'");

        var refused = await Assert.ThrowsAsync<StoreException>(() => desk.OpenAsync("stranger"));

        Assert.Equal(StoreFailure.NoAccess, refused.Failure);
    }

    [Fact]
    public async Task What_a_later_version_adds_is_granted()
    {
        await desk.ExecuteAsOwnerAsync("CREATE TABLE colloquy.later (id integer)");

        Assert.Null(await desk.TryAsync(DeskDatabase.App, "INSERT INTO colloquy.later VALUES (1)"));
    }
}
