using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Colloquy.Tests.Postgres;

/// <summary>One server for all tests of a process: that of COLLOQUY_TEST_POSTGRES, else a private one, started when a test first asks for it.</summary>
/// <remarks>Each process has a database of its own, which it drops when it ends; those of killed processes are dropped by the next.</remarks>
internal static class SharedServer
{
    private const string Variable = "COLLOQUY_TEST_POSTGRES";

    /// <summary>Held while databases of tests are made and dropped.</summary>
    private const long MakersLock = 0x636f6c6c6f717579;

    private static readonly string Prefix = $"{Assembly.GetExecutingAssembly().GetName().Name!.ToLowerInvariant().Replace('.', '_')}_";
    private static readonly string Name = Prefix + Random.Shared.Next(int.MaxValue).ToString("x8", CultureInfo.InvariantCulture);
    private static readonly Lazy<Task<string>> Database = new(StartAsync);
    private static NpgsqlConnection? _presence;
    private static int _count;

    /// <summary>Returns the connection string of this process's database, as a role that may create databases.</summary>
    public static Task<string> ConnectionStringAsync() => Database.Value;

    /// <summary>Creates another database, which is dropped with that of this process, and returns its connection string.</summary>
    /// <param name="template">A database to copy, which nobody is connected to.</param>
    public static async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var own = await Database.Value;
        var name = $"{Name}_{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}";
        await ExecuteAsync(own, $"CREATE DATABASE \"{name}\"{(template is null ? "" : $" TEMPLATE \"{template}\"")}");
        return Of(own, name);
    }

    private static async Task<string> StartAsync()
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        var server = string.IsNullOrEmpty(given) ? (await PostgresServer.CreateAsync()).ConnectionString() : given;
        await using var maker = await OpenAsync(server);
        await ExecuteAsync(maker, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock({MakersLock})"));
        await DropLeftoversAsync(maker);
        await ExecuteAsync(maker, $"CREATE DATABASE \"{Name}\"");
        // A database of tests to which nobody is connected is a leftover.
        _presence = await OpenAsync(Of(server, Name));
        if (server == given)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropOwn(server);
        return Of(server, Name);
    }

    private static async Task DropLeftoversAsync(NpgsqlConnection maker)
    {
        foreach (var database in await ListAsync(maker, $"""
            SELECT datname FROM pg_database d
            WHERE datname ~ '^{Prefix}[0-9a-f]+(_[0-9]+)?$'
              AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = substring(d.datname FROM '^{Prefix}[0-9a-f]+'))
            """))
            await ExecuteAsync(maker, $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");
    }

    /// <summary>Drops the databases of this process while it exits. xunit counts a process that takes longer than 11 seconds to exit as failed, so what is not dropped after 3 is left to the next process.</summary>
    private static void DropOwn(string server)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            _presence?.Dispose();
            using var connection = new NpgsqlConnection(server + ";Pooling=false;Timeout=3;Command Timeout=3;Cancellation Timeout=-1");
            connection.Open();
            for (var number = _count; number >= 0 && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(3); number--)
            {
                using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{(number == 0 ? Name : $"{Name}_{number.ToString(CultureInfo.InvariantCulture)}")}\" WITH (FORCE)", connection);
                drop.ExecuteNonQuery();
            }
        }
        catch (NpgsqlException)
        {
            // The server is gone, or the next process drops them.
        }
    }

    private static string Of(string server, string database) => new NpgsqlConnectionStringBuilder(server) { Database = database, IncludeErrorDetail = true }.ConnectionString;

    private static async Task<NpgsqlConnection> OpenAsync(string server)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync();
            throw new InvalidOperationException($"The server of {Variable} did not accept a connection: {e.Message} {PostgresPrograms.Advice}", e);
        }
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = await OpenAsync(server);
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> names = [];
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }
}
