using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Colloquy.Tests.Postgres;

/// <summary>pgbouncer in transaction mode before a server, as Debian packages it. It ends with this process, and leaves nothing behind.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GuardedFolder _folder;
    private readonly string _server;

    private PgBouncer(GuardedFolder folder, string server)
    {
        _folder = folder;
        _server = server;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; } = Ports.Next();

    public string Folder => _folder.Path;

    /// <summary>Starts pgbouncer before a server.</summary>
    /// <param name="server">A connection string of the server; its user and password are those that pgbouncer accepts.</param>
    /// <param name="settings">Settings of the section [pgbouncer], by name, beyond or instead of those here.</param>
    /// <param name="users">Further users that it accepts, with their passwords.</param>
    public static async Task<PgBouncer> StartAsync(string server, IReadOnlyDictionary<string, string>? settings = null, IReadOnlyDictionary<string, string>? users = null)
    {
        var bouncer = new PgBouncer(await GuardedFolder.CreateAsync(), server);
        try
        {
            await bouncer.StartAsync(settings ?? new Dictionary<string, string>(), users ?? new Dictionary<string, string>());
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns a connection string of the server with the way through pgbouncer.</summary>
    /// <param name="server">The connection string of a database; null for that which pgbouncer was started with.</param>
    public string ConnectionString(string? server = null) => new NpgsqlConnectionStringBuilder(server ?? _server) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    /// <summary>Stops pgbouncer, and removes its folder.</summary>
    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private async Task StartAsync(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> users)
    {
        var server = new NpgsqlConnectionStringBuilder(_server);
        var (file, log) = (Path.Combine(_folder.Path, "pgbouncer.ini"), Path.Combine(_folder.Path, "log"));
        Dictionary<string, string> all = new()
        {
            ["listen_addr"] = "127.0.0.1",
            ["listen_port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_dir"] = "",
            ["auth_type"] = "scram-sha-256",
            ["auth_file"] = Path.Combine(_folder.Path, "users"),
            ["pidfile"] = Path.Combine(_folder.Path, "pgbouncer.pid"),
            ["pool_mode"] = "transaction",
            ["max_client_conn"] = "500",
            ["default_pool_size"] = "20",
            ["ignore_startup_parameters"] = "extra_float_digits",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        await File.WriteAllLinesAsync(all["auth_file"], users.Append(new(server.Username!, server.Password ?? "")).Select(user => $"\"{user.Key}\" \"{user.Value}\""));
        await File.WriteAllLinesAsync(file, ["[databases]", string.Create(CultureInfo.InvariantCulture, $"* = host={server.Host} port={server.Port}"), "[pgbouncer]", .. all.Select(setting => $"{setting.Key} = {setting.Value}")]);

        using var process = ProgramRun.StartServer(log, PostgresPrograms.FindPgBouncer(), file);
        var start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                throw new InvalidOperationException($"pgbouncer did not start. Its log:\n{await File.ReadAllTextAsync(log)}");
            await Task.Delay(10);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
