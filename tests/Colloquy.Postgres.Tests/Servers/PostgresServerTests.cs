using Npgsql;

namespace Colloquy.Postgres.Tests;

/// <summary>The servers of these tests themselves: what is killed comes back, and what is said to be synchronous is.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task A_killed_server_comes_back_with_its_data_on_the_same_port()
    {
        await using var server = await PostgresServer.CreateAsync();
        var database = await server.CreateDatabaseAsync("desk");
        await server.ExecuteAsync("CREATE TABLE kept AS SELECT generate_series(1, 100) AS number", "desk");

        await server.KillAsync();
        await using (var refused = new NpgsqlConnection(database + ";Pooling=false"))
            await Assert.ThrowsAsync<NpgsqlException>(() => refused.OpenAsync());
        await server.RestartAsync();

        Assert.Equal(100L, await server.ExecuteAsync("SELECT count(*) FROM kept", "desk"));
        Assert.Contains("was not properly shut down; automatic recovery in progress", await server.ReadLogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(StopMode.Fast), false)]
    [InlineData(nameof(StopMode.Immediate), true)]
    public async Task A_server_that_is_stopped_at_once_recovers_and_one_that_is_stopped_in_order_need_not(string mode, bool recovers)
    {
        await using var server = await PostgresServer.CreateAsync();
        await server.ExecuteAsync("CREATE TABLE kept AS SELECT 1 AS number");

        await server.RestartAsync(Enum.Parse<StopMode>(mode));

        Assert.Equal(1, await server.ExecuteAsync("SELECT number FROM kept"));
        Assert.Equal(recovers, (await server.ReadLogAsync()).Contains("automatic recovery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_promoted_replica_has_what_the_killed_server_had_acknowledged()
    {
        await using var server = await PostgresServer.CreateAsync();
        await server.ExecuteAsync("CREATE TABLE kept (number int)");
        await using var replica = await server.CreateReplicaAsync();
        for (var number = 1; number <= 20; number++)
            await server.ExecuteAsync($"INSERT INTO kept VALUES ({number})");

        await server.KillAsync();
        await replica.PromoteAsync();
        await replica.ExecuteAsync("INSERT INTO kept VALUES (21)");

        Assert.Equal(21L, await replica.ExecuteAsync("SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task Settings_hold_and_one_that_is_wrong_is_shown_with_the_log()
    {
        await using var server = await PostgresServer.CreateAsync(new Dictionary<string, string> { ["max_connections"] = "17" });

        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresServer.CreateAsync(new Dictionary<string, string> { ["max_connections"] = "many" }));

        Assert.Equal("17", await server.ExecuteAsync("SHOW max_connections"));
        Assert.Contains("invalid value for parameter \"max_connections\": \"many\"", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_takes_no_connection_of_another_user_of_this_machine()
    {
        await using var server = await PostgresServer.CreateAsync();

        await using var guess = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString()) { Password = "postgres", Pooling = false }.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => guess.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task The_shared_server_gives_this_process_databases_of_its_own()
    {
        await using var first = new NpgsqlConnection(await SharedServer.ConnectionStringAsync());
        await using var second = new NpgsqlConnection(await SharedServer.CreateDatabaseAsync());
        await first.OpenAsync();
        await second.OpenAsync();

        Assert.Equal(await SharedServer.ConnectionStringAsync(), await SharedServer.ConnectionStringAsync());
        Assert.NotEqual(first.Database, second.Database);
    }
}
