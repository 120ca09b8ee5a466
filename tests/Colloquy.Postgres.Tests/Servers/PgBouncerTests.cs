using Npgsql;

namespace Colloquy.Postgres.Tests;

/// <summary>pgbouncer, as the tests start it.</summary>
public sealed class PgBouncerTests
{
    [Fact]
    public async Task It_answers_and_gives_each_transaction_one_of_few_connections()
    {
        await using var server = await PostgresServer.CreateAsync();
        await using var bouncer = await PgBouncer.StartAsync(server.ConnectionString(), new Dictionary<string, string> { ["default_pool_size"] = "1" });
        await using var first = new NpgsqlConnection(bouncer.ConnectionString() + ";Pooling=false");
        await using var second = new NpgsqlConnection(bouncer.ConnectionString() + ";Pooling=false");
        await first.OpenAsync();
        await second.OpenAsync();

        var backends = new HashSet<int>();
        foreach (var connection in new[] { first, second, first })
        {
            await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
            backends.Add((int)(await command.ExecuteScalarAsync())!);
        }

        Assert.Single(backends);
    }
}
