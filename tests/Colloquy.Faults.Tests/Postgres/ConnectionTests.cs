using Colloquy.Postgres;
using Npgsql;

namespace Colloquy.Faults.Tests;

/// <summary>Connections to PostgreSQL that cannot be had: since all are in use, or since the password changed.</summary>
public sealed class ConnectionTests
{
    [Fact]
    [Fault(FaultAttribute.Postgres, "the pool of connections is exhausted")]
    public async Task A_commit_waits_for_a_connection_of_an_exhausted_pool_and_is_made_once()
    {
        await using var source = await CreateSmallSourceAsync();
        await using var store = await PostgresSessionStore.OpenAsync(source, new PostgresSessionStoreOptions { Listen = false });
        await store.CreateAsync(Stores.Key);
        var inUse = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var commit = Batch.Of(0, 0, 0).CommitAsync(store, Stores.Key);
        await Assert.ThrowsAsync<NpgsqlException>(async () => await source.OpenConnectionAsync());
        Assert.False(commit.IsCompleted);
        await inUse.DisposeAsync();
        await commit;

        Assert.Equal([Batch.Of(0, 0, 0)], await LogCheck.ReadBatchesAsync(store, Stores.Key, seed: 0));
        FaultTries.Note(tries: 1, acknowledged: 1);
    }

    [Fact]
    [Fault(FaultAttribute.Postgres, "the pool of connections is exhausted")]
    public async Task A_pool_that_stays_exhausted_is_an_error_that_says_so_and_may_pass()
    {
        await using var source = await CreateSmallSourceAsync();
        await using var store = await PostgresSessionStore.OpenAsync(source, new PostgresSessionStoreOptions { Listen = false, MaxRetries = 0 });
        await store.CreateAsync(Stores.Key);
        await using var inUse = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<StoreException>(() => Batch.Of(0, 0, 0).CommitAsync(store, Stores.Key));

        Assert.True(failure.IsTransient);
        Assert.Contains("pool", failure.Message, StringComparison.Ordinal);
        FaultTries.Note(tries: 1, acknowledged: 0);
    }

    [Fact]
    [Fault(FaultAttribute.Postgres, "the password changes")]
    public async Task A_password_that_changes_is_an_error_where_the_old_one_is_used_and_nothing_where_the_new_one_is_asked_for()
    {
        await using var server = await PostgresServer.CreateAsync();
        await server.CreateDatabaseAsync("desk");
        var password = "first";
        await server.ExecuteAsync($"CREATE ROLE app LOGIN PASSWORD '{password}'");
        await server.ExecuteAsync("ALTER DATABASE desk OWNER TO app");
        var address = new NpgsqlConnectionStringBuilder(server.ConnectionString("desk")) { Username = "app", Password = null };
        var asking = new NpgsqlDataSourceBuilder(address.ConnectionString);
        asking.UsePasswordProvider(_ => password, (_, _) => ValueTask.FromResult(password));
        await using var always = asking.Build();
        await using var once = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Password = password });
        await using var first = await PostgresSessionStore.OpenAsync(always, new PostgresSessionStoreOptions { Listen = false });
        await using var second = await PostgresSessionStore.OpenAsync(once, new PostgresSessionStoreOptions { Listen = false });
        await first.CreateAsync(Stores.Key);
        await Batch.Of(0, 0, 0).CommitAsync(second, Stores.Key);

        password = "second";
        await server.ExecuteAsync($"ALTER ROLE app PASSWORD '{password}'");
        // Connections that are open stay so: a server that is stopped closes them.
        await server.RestartAsync();

        await Batch.Of(0, 0, 1).CommitAsync(first, Stores.Key);
        var refused = await Assert.ThrowsAsync<StoreException>(() => Batch.Of(0, 0, 2).CommitAsync(second, Stores.Key));
        Assert.Equal((StoreFailure.NoAccess, false), (refused.Failure, refused.IsTransient));
        Assert.Equal([Batch.Of(0, 0, 0), Batch.Of(0, 0, 1)], await LogCheck.ReadBatchesAsync(first, Stores.Key, seed: 0));
        FaultTries.Note(tries: 1, acknowledged: 2);
    }

    /// <summary>Connections to a new database: one at most, which is waited for for a second.</summary>
    private static async Task<NpgsqlDataSource> CreateSmallSourceAsync() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await SharedServer.CreateDatabaseAsync()) { MaxPoolSize = 1, Timeout = 1 });
}
