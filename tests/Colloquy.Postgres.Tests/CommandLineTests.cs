using System.Diagnostics;
using System.Text.Json;
using Colloquy.Tests.Postgres;

namespace Colloquy.Postgres.Tests;

/// <summary>The command line with a connection string where it takes a path.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task A_connection_string_and_an_address_name_the_same_store()
    {
        var database = await SharedServer.CreateDatabaseAsync();
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database);
        var address = $"postgresql://{Uri.EscapeDataString(connection.Username!)}{(connection.Password is null ? "" : ":" + Uri.EscapeDataString(connection.Password))}@{connection.Host}:{connection.Port}/{connection.Database}";

        var missing = await RunAsync("", "sessions", "list", "--store", database);
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("There is no store at 'postgresql://", missing.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("hello\n", "chat", "--store", address)).ExitCode);
        Assert.Contains("hello", (await RunAsync("", "sessions", "list", "--store", database)).Output, StringComparison.Ordinal);

        var doctor = JsonDocument.Parse((await RunAsync("", "doctor", "--json", "--store", database)).Output).RootElement.GetProperty("store");
        Assert.True(doctor.GetProperty("exists").GetBoolean());
        Assert.StartsWith("1", doctor.GetProperty("server").GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=ada;Password=geheim", 1)]
    [InlineData("Host=127.0.0.1;Password=geheim;Nonsense=1", 2)]
    [InlineData("postgresql://ada:geheim@127.0.0.1:1/desk", 1)]
    [InlineData("postgresql://", 2)]
    public async Task What_cannot_be_reached_or_read_is_one_line_without_the_password(string store, int exitCode)
    {
        var (code, _, error) = await RunAsync("", "sessions", "list", "--store", store);

        Assert.Equal(exitCode, code);
        Assert.Single(error.Trim().Split('\n'));
        Assert.DoesNotContain("geheim", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_left_to_the_tools_of_the_server()
    {
        var (code, _, error) = await RunAsync("", "store", "backup", "copy.db", "--store", await SharedServer.CreateDatabaseAsync());

        Assert.Equal(2, code);
        Assert.Contains("pg_dump", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Colloquy.Postgres.Tests"), Path.Combine("src", "Colloquy.Cli"), StringComparison.Ordinal), "Colloquy.Cli.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["COLLOQUY_MODEL"] = "offline" },
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
