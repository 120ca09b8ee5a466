using Colloquy.Postgres.Tests.Signals;
using Colloquy.Storage;
using Npgsql;

namespace Colloquy.Postgres.Tests;

/// <summary>Stores in one schema, each with a pool of connections of its own, as processes have.</summary>
internal sealed class Processes : IAsyncDisposable
{
    private static int _count;

    private readonly string _schema = $"processes_{Interlocked.Increment(ref _count)}";
    private readonly List<PostgresSessionStore> _stores = [];

    public static SessionKey Key { get; } = new("case-17", "ada");

    /// <summary>Opens a store.</summary>
    /// <param name="server">The way to the server; null for the shortest.</param>
    /// <param name="change">Sets options.</param>
    public async Task<PostgresSessionStore> StartAsync(string? server = null, Action<PostgresSessionStoreOptions>? change = null)
    {
        var options = new PostgresSessionStoreOptions { Schema = _schema };
        change?.Invoke(options);
        var address = new NpgsqlConnectionStringBuilder(server ?? await SharedServer.ConnectionStringAsync()) { ApplicationName = $"{_schema}_{_stores.Count}" };
        var store = await PostgresSessionStore.OpenAsync(address.ConnectionString, options);
        _stores.Add(store);
        return store;
    }

    public static async Task<(Told Told, IAsyncDisposable Listener)> ListenAsync(PostgresSessionStore store, SessionKey? key = null)
    {
        var told = new Told();
        return (told, await ((IChangeSignal)store.GetService(typeof(IChangeSignal))!).ListenAsync(key ?? Key, told.Add));
    }

    /// <summary>Ends the connections of a store that listen, and returns how many there were.</summary>
    public async Task<int> CutListeningAsync(PostgresSessionStore store) =>
        (int)await ReadAsync<long>($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{NameOf(store)}' AND query LIKE '%LISTEN %'");

    public async Task<int> CountListeningAsync(PostgresSessionStore store) =>
        (int)await ReadAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{NameOf(store)}' AND query LIKE '%LISTEN %'");

    /// <summary>Executes a statement on the tables, which it names in the schema <c>colloquy</c>.</summary>
    public async Task ExecuteAsync(string sql) => await ReadAsync<object>(sql.Replace("colloquy.", $"{_schema}.", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        await ReadAsync<object>($"DROP SCHEMA {_schema} CASCADE");
    }

    private string NameOf(PostgresSessionStore store) => $"{_schema}_{_stores.IndexOf(store)}";

    private static async Task<T?> ReadAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await SharedServer.ConnectionStringAsync() + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync();
    }
}
