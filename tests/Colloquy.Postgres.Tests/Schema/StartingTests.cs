using Colloquy.Tests.Postgres;
using Npgsql;

namespace Colloquy.Postgres.Tests.Schema;

/// <summary>Processes that start on one database at the same time.</summary>
public sealed class StartingTests
{
    [Fact]
    public async Task Many_that_start_at_once_create_the_tables_once()
    {
        for (var round = 0; round < 5; round++)
        {
            var database = await SharedServer.CreateDatabaseAsync();
            var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresSessionStore.OpenAsync(database, cancellationToken: TestContext.Current.CancellationToken)));

            var session = await stores[0].CreateAsync(new SessionKey("one"), TestContext.Current.CancellationToken);
            foreach (var store in stores)
                Assert.Equal(session.CreatedAt, (await store.GetAsync(session.Key, TestContext.Current.CancellationToken))!.CreatedAt);
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_migrating_a_database_without_tables_is_refused_and_left_as_it_is()
    {
        var database = await SharedServer.CreateDatabaseAsync();

        var refused = await Assert.ThrowsAsync<StoreException>(() => PostgresSessionStore.OpenAsync(database, new() { Migrate = false }, TestContext.Current.CancellationToken));

        Assert.Equal(StoreFailure.Missing, refused.Failure);
        Assert.Equal(0, (await PostgresSessionStore.ExamineAsync(database, cancellationToken: TestContext.Current.CancellationToken)).Schema);
    }

    [Fact]
    public async Task A_later_schema_is_refused()
    {
        var database = await SharedServer.CreateDatabaseAsync();
        await (await PostgresSessionStore.OpenAsync(database, cancellationToken: TestContext.Current.CancellationToken)).DisposeAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await using (var later = source.CreateCommand("INSERT INTO colloquy.schema_versions (version) VALUES (1000)"))
            await later.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<StoreException>(() => PostgresSessionStore.OpenAsync(source, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StoreFailure.NewerSchema, refused.Failure);
    }
}
