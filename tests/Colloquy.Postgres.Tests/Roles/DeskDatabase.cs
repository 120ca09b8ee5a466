using Npgsql;

namespace Colloquy.Postgres.Tests.Roles;

/// <summary>A database on a server of its own, with the roles that docs/production.md makes by the statements that it shows.</summary>
public sealed class DeskDatabase : IAsyncLifetime
{
    private const string Owner = "desk_owner";
    public const string App = "desk_app";

    /// <summary>The password of all roles but the administrator's, where the page shows '…'.</summary>
    private const string Password = "secret of the desk";

    private readonly List<NpgsqlDataSource> _sources = [];
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.CreateAsync();
        await _server.CreateDatabaseAsync("desk");
        var (atFirst, then) = ProductionPage.SplitAt(ProductionPage.SqlWith("CREATE ROLE desk_owner"), "-- Open the store once as desk_owner. Then, as desk_owner:");
        await ExecuteAsync(_server.User, atFirst);
        await (await OpenAsync(Owner, migrate: true)).DisposeAsync();
        await ExecuteAsync(Owner, then);
    }

    public Task<PostgresSessionStore> OpenAsync(string role, bool migrate = false) => PostgresSessionStore.OpenAsync(Connect(role), new PostgresSessionStoreOptions { Migrate = migrate });

    /// <summary>Returns connections of a role.</summary>
    public NpgsqlDataSource Connect(string role)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server.ConnectionString("desk")) { Username = role, Password = role == _server.User ? _server.Password : Password }.ConnectionString);
        _sources.Add(source);
        return source;
    }

    public Task ExecuteAsOwnerAsync(string sql) => ExecuteAsync(Owner, sql);

    public Task ExecuteAsAdministratorAsync(string sql) => ExecuteAsync(_server.User, sql);

    /// <summary>Executes statements as a role, and returns the SQLSTATE with which they fail; null when they do not.</summary>
    public async Task<string?> TryAsync(string role, string sql)
    {
        try
        {
            await ExecuteAsync(role, sql);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task ExecuteAsync(string role, string sql)
    {
        await using var source = Connect(role);
        await using var command = source.CreateCommand(sql.Replace("'…'", $"'{Password}'", StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync();
    }
}
