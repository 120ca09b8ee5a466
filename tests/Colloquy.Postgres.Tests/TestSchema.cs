using Npgsql;

namespace Colloquy.Postgres.Tests;

/// <summary>A schema of its own in the database of this process, for stores that share it and for statements beside them.</summary>
internal sealed class TestSchema : IAsyncDisposable
{
    private static int _count;

    private readonly NpgsqlDataSource _source;
    private readonly string _name;

    private TestSchema(NpgsqlDataSource source, string name) => (_source, _name) = (source, name);

    public static async Task<TestSchema> CreateAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _count)}";
        var address = new NpgsqlConnectionStringBuilder(await SharedServer.ConnectionStringAsync()) { SearchPath = name };
        return new TestSchema(NpgsqlDataSource.Create(address.ConnectionString), name);
    }

    public Task<PostgresSessionStore> OpenAsync(PostgresSessionStoreOptions? options = null)
    {
        options ??= new PostgresSessionStoreOptions();
        options.Schema = _name;
        return PostgresSessionStore.OpenAsync(_source, options);
    }

    /// <summary>Opens a connection whose search path is the schema.</summary>
    public async Task<NpgsqlConnection> ConnectAsync() => await _source.OpenConnectionAsync();

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = _source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until a call to this schema waits for a lock.</summary>
    public async Task WaitForWaiterAsync()
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1", connection) { Parameters = { new() { Value = $"%{_name}.%" } } };
        while (await command.ExecuteScalarAsync() is 0L)
            await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {_name} CASCADE");
        await _source.DisposeAsync();
    }
}
