using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Colloquy.Tests.Postgres;

/// <summary>
/// A private PostgreSQL server for tests, in a temporary folder, on the loopback address (with a password) and on a socket in its folder.
/// It ends with this process, however this process ends, and leaves nothing behind.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>What servers of tests are set to, unless a test says otherwise: quick, since what is lost when the machine stops does not matter; and all in their folder.</summary>
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["fsync"] = "off",
        ["max_connections"] = "200",
        ["dynamic_shared_memory_type"] = "mmap",
    };

    private readonly GuardedFolder _folder;
    private readonly Dictionary<string, string> _settings;
    private readonly SmallDisk? _disk;
    private ServerProcess? _process;

    private PostgresServer(GuardedFolder folder, string password, IReadOnlyDictionary<string, string>? settings, SmallDisk? disk = null)
    {
        _folder = folder;
        _disk = disk;
        Password = password;
        _settings = new(Defaults);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            _settings[name] = value;
    }

    /// <summary>The port on 127.0.0.1, the same for the server's life.</summary>
    public int Port { get; private set; } = Ports.Next();

    /// <summary>The superuser's name.</summary>
    public string User { get; } = "postgres";

    public string Password { get; }

    /// <summary>The folder with the server's socket, where no password is needed.</summary>
    public string Folder => _folder.Path;

    public string DataFolder => Path.Combine(Folder, "data");

    public string LogFile => Path.Combine(Folder, "log");

    /// <summary>Makes a server with an empty database 'postgres', and starts it.</summary>
    /// <param name="settings">Settings of postgresql.conf by name. They hold for each start.</param>
    /// <param name="disk">A disk that only the server sees; null for none. It outlives the server.</param>
    /// <param name="initialization">Further arguments of initdb.</param>
    public static async Task<PostgresServer> CreateAsync(IReadOnlyDictionary<string, string>? settings = null, SmallDisk? disk = null, IEnumerable<string>? initialization = null)
    {
        var server = new PostgresServer(await GuardedFolder.CreateAsync(), RandomNumberGenerator.GetHexString(24), settings, disk);
        try
        {
            var passwordFile = Path.Combine(server.Folder, "password");
            await File.WriteAllTextAsync(passwordFile, server.Password);
            await ProgramRun.RunUnprivilegedAsync([
                .. disk?.Under ?? [], PostgresPrograms.Find("initdb"), "--no-sync", "--no-instructions", "--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256", $"--pwfile={passwordFile}",
                "--encoding=UTF8", OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C", "-D", server.DataFolder, .. initialization ?? []]);
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, and waits until it accepts connections; a server that was killed recovers first.</summary>
    public async Task StartAsync()
    {
        if (!await TryStartAsync())
            throw new InvalidOperationException($"PostgreSQL did not start. Its log:\n{await ReadLogAsync()}");
    }

    public async Task StopAsync(StopMode mode = StopMode.Fast)
    {
        var process = _process ?? throw new InvalidOperationException("The server does not run.");
        _process = null;
        await process.StopAsync(mode);
    }

    /// <summary>Kills the postmaster and all its children as kill -9 does.</summary>
    public async Task KillAsync()
    {
        var process = _process ?? throw new InvalidOperationException("The server does not run.");
        _process = null;
        await process.KillAsync();
    }

    /// <summary>Waits until the server has ended by itself.</summary>
    public async Task WaitUntilDownAsync()
    {
        var process = _process ?? throw new InvalidOperationException("The server does not run.");
        await process.WaitUntilDownAsync();
        _process = null;
    }

    /// <summary>Limits the size to which the server's processes let a file grow.</summary>
    /// <param name="bytes">The size; null for no limit.</param>
    public Task LimitFilesAsync(long? bytes) => (_process ?? throw new InvalidOperationException("The server does not run.")).LimitFilesAsync(bytes);

    /// <summary>Starts the server again on the same port and data; stops it first when it runs.</summary>
    public async Task RestartAsync(StopMode mode = StopMode.Fast)
    {
        if (_process is not null)
            await StopAsync(mode);
        await StartAsync();
    }

    /// <summary>Returns the superuser's connection string for a database.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>Creates a database, and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await ExecuteAsync($"CREATE DATABASE \"{name}\"");
        return ConnectionString(name);
    }

    /// <summary>Runs a statement as superuser, on a connection of its own, and returns its first value.</summary>
    public async Task<object?> ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Makes a streaming replica of this server, and starts it.</summary>
    /// <param name="name">The replica's name at this server; a lower-case word.</param>
    /// <param name="synchronous">Whether commits at this server wait for the replica.</param>
    /// <param name="settings">Settings of the replica.</param>
    public async Task<PostgresServer> CreateReplicaAsync(string name = "replica", bool synchronous = true, IReadOnlyDictionary<string, string>? settings = null)
    {
        var replica = new PostgresServer(await GuardedFolder.CreateAsync(), Password, settings);
        try
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"host={Folder} port={Port} user={User} application_name={name}");
            await ProgramRun.RunUnprivilegedAsync(
                PostgresPrograms.Find("pg_basebackup"), "-d", source, "-D", replica.DataFolder, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync");
            await replica.StartOnFreePortAsync();
            if (synchronous)
                await WaitForReplicaAsync(name);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes this replica a server that takes writes.</summary>
    public async Task PromoteAsync()
    {
        if (await ExecuteAsync("SELECT pg_promote(true, 60)") is not true)
            throw new TimeoutException($"The replica was not promoted within 60 s. Its log:\n{await ReadLogAsync()}");
    }

    public async Task<string> ReadLogAsync()
    {
        await using var file = new FileStream(LogFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        return await new StreamReader(file).ReadToEndAsync();
    }

    /// <summary>Stops the server, and removes its folder.</summary>
    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    /// <summary>Starts the server for the first time: another program may take the port between the choice and the start.</summary>
    private async Task StartOnFreePortAsync()
    {
        for (var tries = 1; !await TryStartAsync(); tries++)
        {
            var log = await ReadLogAsync();
            if (tries == 5 || !log.Contains("Address already in use", StringComparison.Ordinal))
                throw new InvalidOperationException($"PostgreSQL did not start. Its log:\n{log}");
            Port = Ports.Next();
        }
    }

    private async Task<bool> TryStartAsync()
    {
        string[] place = ["-D", DataFolder, "-k", Folder, "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture)];
        _process = ServerProcess.Start(Folder, _disk?.Under ?? [], [.. place, .. _settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })]);
        if (await _process.WaitUntilReadyAsync())
            return true;

        _process = null;
        return false;
    }

    private async Task WaitForReplicaAsync(string name)
    {
        await ExecuteAsync($"ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 ({name})'");
        await ExecuteAsync("SELECT pg_reload_conf()");
        while (await ExecuteAsync($"SELECT 1 FROM pg_stat_replication WHERE application_name = '{name}' AND sync_state = 'sync'") is null)
            await Task.Delay(10);
    }
}
