namespace Colloquy.Postgres.Tests.Roles;

/// <summary>A schema that the application's role would have to change.</summary>
public sealed class OldSchemaTests(DeskDatabase desk) : IClassFixture<DeskDatabase>
{
    [Fact]
    public async Task An_older_schema_is_refused_with_what_to_do()
    {
        await (await desk.OpenAsync(DeskDatabase.App)).DisposeAsync();
        await desk.ExecuteAsOwnerAsync("DELETE FROM colloquy.schema_versions WHERE version = (SELECT max(version) FROM colloquy.schema_versions)");

        var refused = await Assert.ThrowsAsync<StoreException>(() => desk.OpenAsync(DeskDatabase.App));
        var failed = await Assert.ThrowsAsync<StoreException>(() => desk.OpenAsync(DeskDatabase.App, migrate: true));

        Assert.Equal(StoreFailure.OlderSchema, refused.Failure);
        Assert.Contains("Open it once with Migrate = true, with a role that may create tables.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFailure.NoAccess, failed.Failure);
        Assert.Contains("docs/production.md lists the rights of each role", failed.Message, StringComparison.Ordinal);
    }
}
