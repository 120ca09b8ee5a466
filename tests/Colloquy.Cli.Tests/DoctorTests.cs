using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class DoctorTests : CliTest
{
    [Fact]
    public async Task It_tells_versions_library_store_and_models()
    {
        await SeedAsync(new SessionKey("one"), "Hello");

        var result = await RunAsync("doctor");

        Assert.Equal(0, result.ExitCode);
        foreach (var expected in new[] { $"Colloquy  {Version}", "Runtime   .NET 10", "SQLite    3.", StorePath, "schema ", "set OPENAI_API_KEY", "set ANTHROPIC_API_KEY", "offline" })
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(new SessionKey("one"), "Hello");

        var report = await RunJsonAsync("doctor");

        Assert.Equal(["healthy", "version", "runtime", "system", "sqlite", "store", "defaultModel", "models"], Names(report));
        Assert.Equal(["version"], Names(report.GetProperty("sqlite")));
        Assert.Equal(["path", "exists", "server", "schema", "journalMode", "synchronous", "fileBytes", "freeBytes", "logBytes", "needsMigration", "readOnly", "problem"], Names(report.GetProperty("store")));
        Assert.Equal(["provider", "example", "configured", "missing", "endpoint", "problem"], Names(report.GetProperty("models")[0]));
        Assert.True(report.GetProperty("healthy").GetBoolean());
        Assert.Equal("wal", report.GetProperty("store").GetProperty("journalMode").GetString());
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_no_illness_and_is_not_created()
    {
        var report = await RunJsonAsync("doctor");

        Assert.False(report.GetProperty("store").GetProperty("exists").GetBoolean());
        Assert.False(File.Exists(StorePath));
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_said_to_be_none()
    {
        await File.WriteAllTextAsync(StorePath, new string('x', 5_000));

        var result = await RunAsync("doctor", "--json");

        Assert.Equal(1, result.ExitCode);
        var report = JsonElement.Parse(result.Output);
        Assert.False(report.GetProperty("healthy").GetBoolean());
        Assert.Contains("not a SQLite database", report.GetProperty("store").GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_is_ever_printed()
    {
        Variables["OPENAI_API_KEY"] = "sk-very-secret";
        Variables["ANTHROPIC_API_KEY"] = "ant-very-secret";
        Variables["AZURE_OPENAI_API_KEY"] = "az-very-secret";
        Variables["OPENAI_BASE_URL"] = "https://user:very-secret@example.com/v1?key=very-secret";

        var plain = await RunAsync("doctor");
        var json = await RunAsync("doctor", "--json");

        Assert.DoesNotContain("secret", plain.Output + plain.Error + json.Output + json.Error, StringComparison.Ordinal);
        Assert.Contains("configured, https://example.com/v1", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_wrong_is_told_apart_from_one_that_is_missing()
    {
        Variables["OPENAI_BASE_URL"] = "nonsense";

        var result = await RunAsync("doctor");

        Assert.Contains("OPENAI_BASE_URL is not a URL.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_SQLite_finds_damaged_is_not_healthy()
    {
        for (var i = 0; i < 20; i++)
            await SeedAsync(new SessionKey($"{i}"), new string('x', 3_000));
        await OverwriteAsync(StorePath);

        var report = await RunAsync("doctor", "--json");
        var plain = await RunAsync("doctor");

        Assert.Equal((1, 1), (report.ExitCode, plain.ExitCode));
        Assert.False(JsonElement.Parse(report.Output).GetProperty("healthy").GetBoolean());
        Assert.Contains("SQLite finds damage in it", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_a_folder_that_is_not_there_cannot_be_created_by_the_first_conversation()
    {
        var path = Path.Combine(Folder, "no", "such", "store.db");

        var result = await RunAsync("doctor", "--store", path);
        var chat = await RunAsync("Hello\n", ["chat", "--store", path]);

        Assert.Equal((1, 1), (result.ExitCode, chat.ExitCode));
        Assert.Contains($"there is no folder '{Path.GetDirectoryName(path)}'", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("creates it", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_store_is_created_with_its_folders_where_that_can_be_done()
    {
        var result = await RunAsync("doctor", "--default-store");
        await File.WriteAllTextAsync(Path.Combine(Folder, "data"), "a file");
        var blocked = await RunAsync("doctor", "--default-store");

        Assert.Equal((0, 1), (result.ExitCode, blocked.ExitCode));
        Assert.Contains("not there yet; the first conversation creates it", result.Output, StringComparison.Ordinal);
        Assert.Contains("is a file", blocked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_can_only_be_read_is_healthy()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await SeedAsync(new SessionKey("chat"), "Hello");
        // Nobody may write it, and for root that does not count.
        File.SetUnixFileMode(StorePath, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var report = await RunJsonAsync("doctor");

        Assert.True(report.GetProperty("healthy").GetBoolean());
        Assert.Equal(!Environment.IsPrivilegedProcess, report.GetProperty("store").GetProperty("readOnly").GetBoolean());
    }

    [Theory]
    [InlineData("schema-1.db")]
    [InlineData("schema-4.db")]
    public async Task A_file_of_an_earlier_version_is_healthy_and_stays_as_it_is(string fixture)
    {
        File.Copy(Path.Combine(Fixtures(), fixture), StorePath);

        var report = await RunJsonAsync("doctor");
        var plain = await RunAsync("doctor");
        var again = await RunJsonAsync("doctor");
        var listed = await RunAsync("sessions", "list");

        Assert.True(report.GetProperty("healthy").GetBoolean());
        Assert.True(report.GetProperty("store").GetProperty("needsMigration").GetBoolean());
        Assert.Equal(fixture, $"schema-{again.GetProperty("store").GetProperty("schema").GetInt32()}.db");
        Assert.Contains("the next command brings it up to date", plain.Output, StringComparison.Ordinal);
        Assert.Equal(0, listed.ExitCode);
        Assert.False((await RunJsonAsync("doctor")).GetProperty("store").GetProperty("needsMigration").GetBoolean());
    }

    /// <summary>Overwrites a part of each of the last pages, where no schema is.</summary>
    private static async Task OverwriteAsync(string path)
    {
        await using var file = File.OpenWrite(path);
        for (var page = file.Length / 4096 * 3 / 4; page < file.Length / 4096; page++)
        {
            file.Position = (page * 4096) + 2;
            await file.WriteAsync(Enumerable.Repeat((byte)0xFF, 100).ToArray());
        }
    }

    private static string Fixtures([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Colloquy.Sqlite.Tests", "Fixtures");
}
