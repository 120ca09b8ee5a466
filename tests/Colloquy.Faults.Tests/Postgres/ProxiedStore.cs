using Colloquy.Postgres;
using Npgsql;

namespace Colloquy.Faults.Tests;

/// <summary>A store that reaches its database through a proxy, on one connection; and another that reads the same database straight.</summary>
internal sealed class ProxiedStore : IAsyncDisposable
{
    /// <summary>What the connections of the store are called at the server.</summary>
    private const string Name = "proxied";

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _admin;
    private readonly MarkingStore _store;

    private ProxiedStore(CuttingProxy proxy, NpgsqlDataSource source, NpgsqlDataSource admin, PostgresSessionStore store, PostgresSessionStore straight)
    {
        (Proxy, _source, _admin, Straight) = (proxy, source, admin, straight);
        _store = new MarkingStore(store);
    }

    public CuttingProxy Proxy { get; }

    public ISessionStore Store => _store;

    /// <summary>The same database, without the proxy.</summary>
    public PostgresSessionStore Straight { get; }

    /// <param name="database">The database; it may be empty.</param>
    /// <param name="retries">How often the store repeats a call.</param>
    public static async Task<ProxiedStore> OpenAsync(string database, int retries = 20)
    {
        var proxy = CuttingProxy.Start(database);
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(proxy.ConnectionString) { MaxPoolSize = 1, ApplicationName = Name, NoResetOnClose = true });
        var straight = await PostgresSessionStore.OpenAsync(database, new PostgresSessionStoreOptions { Listen = false });
        var store = await PostgresSessionStore.OpenAsync(source, new PostgresSessionStoreOptions { Listen = false, MaxRetries = retries });
        return new ProxiedStore(proxy, source, NpgsqlDataSource.Create(database), store, straight);
    }

    /// <summary>Has the proxy count from the next commit or request for a lease on, and calls a function just before it is sent.</summary>
    /// <param name="prepare">Tells the proxy what to do.</param>
    /// <param name="fromConnecting">Whether the store's connection is closed first, so that the call opens one, which has nothing prepared.</param>
    public void AtNextWrite(Action prepare, bool fromConnecting = false) => _store.BeforeWrite = async () =>
    {
        if (fromConnecting)
        {
            _source.Clear();
            await WaitUntilGoneAsync();
        }

        Proxy.Mark();
        prepare();
    };

    /// <summary>Runs a statement on a connection that does not pass the proxy, and returns its first value.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = _admin.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async Task<NpgsqlConnection> ConnectAsync() => await _admin.OpenConnectionAsync();

    /// <summary>Terminates the processes of the server for the store's connections, and waits until they are gone.</summary>
    public async Task TerminateAsync() =>
        Assert.NotEqual(false, await ExecuteAsync($"SELECT bool_and(pg_terminate_backend(pid, 30000)) FROM pg_stat_activity WHERE application_name = '{Name}'"));

    /// <summary>Waits until a process of the server for the store's connections waits for something.</summary>
    /// <param name="wait">What it waits for: a condition on wait_event and wait_event_type.</param>
    public Task WaitForAsync(string wait) => WaitUntilAsync($"EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = '{Name}' AND {wait})");

    /// <summary>Waits until the server has done all that was sent to it on connections that are cut: their processes are gone.</summary>
    public Task WaitUntilGoneAsync() => WaitUntilAsync($"NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = '{Name}')");

    private async Task WaitUntilAsync(string condition) => await ExecuteAsync($"""
        DO $$ BEGIN
            WHILE NOT ({condition}) LOOP
                PERFORM pg_sleep(0.002), pg_stat_clear_snapshot();
            END LOOP;
        END $$
        """);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _source.DisposeAsync();
        await _admin.DisposeAsync();
        await Straight.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    /// <summary>Says when a commit or a request for a lease is about to be sent.</summary>
    private sealed class MarkingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public Func<Task>? BeforeWrite { get; set; }

        public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
        {
            await SayAsync();
            return await base.CommitAsync(key, commit, cancellationToken);
        }

        public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
        {
            await SayAsync();
            return await base.LeaseAsync(key, request, cancellationToken);
        }

        private async Task SayAsync()
        {
            var before = BeforeWrite;
            BeforeWrite = null;
            if (before is not null)
                await before();
        }
    }
}
