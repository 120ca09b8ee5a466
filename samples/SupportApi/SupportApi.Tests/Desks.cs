using Colloquy.Postgres;
using Colloquy.Sqlite;
using Colloquy;
using Colloquy.Storage;

namespace SupportApi.Tests;

/// <summary>Two processes of the sample on one store, for all tests of a store.</summary>
public abstract class Desks : IAsyncLifetime
{
    public Desk First { get; private set; } = null!;

    public Desk Second { get; private set; } = null!;

    /// <summary>Gets the settings that choose the store.</summary>
    protected abstract IReadOnlyList<string> Store { get; }

    /// <summary>Starts another process on the store.</summary>
    public Task<Desk> StartAsync(params string[] settings) => Desk.StartAsync([.. Store, .. settings]);

    /// <summary>Opens the store in this process.</summary>
    public abstract Task<ISessionStore> OpenStoreAsync();

    public virtual async ValueTask InitializeAsync()
    {
        First = await StartAsync("--Orders:Latency", "00:00:00.5", "--TokensPerDay", "5000");
        Second = await StartAsync("--Resume:Interval", "00:00:01");
    }

    public virtual async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>On a file of SQLite.</summary>
public sealed class SqliteDesks : Desks
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("support-api");

    private string File => Path.Combine(_folder.FullName, "support.db");

    protected override IReadOnlyList<string> Store => ["--Colloquy:Store", "sqlite", "--File", File];

    public override async Task<ISessionStore> OpenStoreAsync() => await SqliteSessionStore.OpenAsync(File);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>On a database of PostgreSQL.</summary>
public sealed class PostgresDesks : Desks
{
    private string _database = null!;

    protected override IReadOnlyList<string> Store => ["--Colloquy:Store", "postgres", "--ConnectionStrings:support", _database];

    public override async ValueTask InitializeAsync()
    {
        _database = await SharedServer.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async Task<ISessionStore> OpenStoreAsync() => await PostgresSessionStore.OpenAsync(_database);
}
