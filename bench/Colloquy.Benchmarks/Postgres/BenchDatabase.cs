using Colloquy.Postgres;
using Npgsql;

namespace Colloquy.Benchmarks;

/// <summary>The database of the measures in PostgreSQL: that of COLLOQUY_TEST_POSTGRES, in schemas of their own.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly List<string> _schemas = [];

    private BenchDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static BenchDatabase? Find() => Environment.GetEnvironmentVariable("COLLOQUY_TEST_POSTGRES") is { Length: > 0 } given
        ? new BenchDatabase(new NpgsqlConnectionStringBuilder(given) { MaxPoolSize = 64, NoResetOnClose = true }.ConnectionString)
        : null;

    /// <summary>Opens a store in an empty schema, which is dropped at the end.</summary>
    public async Task<PostgresSessionStore> OpenAsync(string schema)
    {
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE");
        _schemas.Add(schema);
        return await PostgresSessionStore.OpenAsync(ConnectionString, new PostgresSessionStoreOptions { Schema = schema });
    }

    public async Task CreateAsync(string schema, string tables)
    {
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; {tables}");
        _schemas.Add(schema);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var schema in _schemas)
            await ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE");
        await Source.DisposeAsync();
    }
}
