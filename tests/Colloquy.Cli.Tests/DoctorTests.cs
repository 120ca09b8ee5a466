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
        foreach (var expected in new[] { "Colloquy  0.1.0", "Runtime   .NET 10", "SQLite    3.", StorePath, "schema ", "set OPENAI_API_KEY", "set ANTHROPIC_API_KEY", "offline" })
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(new SessionKey("one"), "Hello");

        var report = await RunJsonAsync("doctor");

        Assert.Equal(["healthy", "version", "runtime", "system", "sqlite", "store", "defaultModel", "models"], Names(report));
        Assert.Equal(["version"], Names(report.GetProperty("sqlite")));
        Assert.Equal(["path", "exists", "schema", "journalMode", "synchronous", "fileBytes", "freeBytes", "logBytes", "problem"], Names(report.GetProperty("store")));
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
}
