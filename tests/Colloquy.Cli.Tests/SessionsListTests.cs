using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class SessionsListTests : CliTest
{
    [Fact]
    public async Task All_users_are_listed_and_a_user_narrows_it()
    {
        await SeedAsync(new SessionKey("one", "ines"), "Hello");
        await SeedAsync(new SessionKey("two", "marek"), "Hello");
        await SeedAsync(new SessionKey("three"), "Hello");

        Assert.Equal(["one", "three", "two"], Ids(await RunJsonAsync("sessions", "list")).Order());
        Assert.Equal(["one"], Ids(await RunJsonAsync("sessions", "list", "--user", "ines")));
        Assert.Equal(["three"], Ids(await RunJsonAsync("sessions", "list", "--user", "")));
    }

    [Fact]
    public async Task An_app_narrows_it()
    {
        await SeedAsync(new SessionKey("one", app: "shop"), "Hello");
        await SeedAsync(new SessionKey("two"), "Hello");

        Assert.Equal(["one"], Ids(await RunJsonAsync("sessions", "list", "--app", "shop")));
    }

    [Fact]
    public async Task A_title_narrows_it()
    {
        await RunAsync("My invoice is wrong\n", ["chat", "--session", "one"]);
        await RunAsync("Hello\n", ["chat", "--session", "two"]);

        Assert.Equal(["one"], Ids(await RunJsonAsync("sessions", "list", "--title", "INVOICE")));
    }

    [Fact]
    public async Task A_time_narrows_it()
    {
        await SeedAsync(new SessionKey("one"), "Hello");

        Assert.Equal(["one"], Ids(await RunJsonAsync("sessions", "list", "--updated-since", "1h")));
        Assert.Equal(["one"], Ids(await RunJsonAsync("sessions", "list", "--updated-since", "2020-01-31")));
        Assert.Empty(Ids(await RunJsonAsync("sessions", "list", "--updated-since", "2999-01-31T09:30")));
    }

    [Fact]
    public async Task Running_and_waiting_narrow_it()
    {
        await SeedAsync(new SessionKey("one"), "Hello");

        Assert.Empty(Ids(await RunJsonAsync("sessions", "list", "--running")));
        Assert.Empty(Ids(await RunJsonAsync("sessions", "list", "--waiting")));
    }

    [Fact]
    public async Task Pages_follow_one_another_until_all_are_listed_once()
    {
        for (var i = 0; i < 5; i++)
            await SeedAsync(new SessionKey($"s{i}", "ines"), "Hello");

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await RunJsonAsync(["sessions", "list", "--limit", "2", .. next is null ? [] : new[] { "--after", next }]);
            seen.AddRange(Ids(page));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], seen.Order());
    }

    [Fact]
    public async Task In_a_pipe_columns_are_aligned_plain_and_unbroken()
    {
        var id = new string('x', 300);
        await SeedAsync(new SessionKey(id, "ines"), "Hello");

        var result = await RunAsync("sessions", "list");

        Assert.Equal(2, result.Lines.Length);
        Assert.Equal(result.Lines[0].IndexOf("STATUS", StringComparison.Ordinal), result.Lines[1].IndexOf("idle", StringComparison.Ordinal));
        Assert.Contains(id, result.Lines[1], StringComparison.Ordinal);
        Assert.All(result.Lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public async Task In_a_window_there_is_a_table_and_a_hint_at_the_next_page()
    {
        await SeedAsync(new SessionKey("one", "ines"), "Hello");
        await SeedAsync(new SessionKey("two", "ines"), "Hello");

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", "list", "--limit", "1"]);

        Assert.Contains("two", result.Output, StringComparison.Ordinal);
        Assert.Contains("There are more: add --after ", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(new SessionKey("one", "ines"), "Hello");

        var list = await RunJsonAsync("sessions", "list");

        Assert.Equal(["sessions", "next", "unreadable"], Names(list));
        Assert.Equal(
            ["app", "user", "id", "title", "status", "createdAt", "updatedAt", "branch", "entries", "leasedUntil", "metadata"],
            Names(list.GetProperty("sessions")[0]));
    }

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "1001")]
    [InlineData("--limit", "x")]
    [InlineData("--updated-since", "yesterday")]
    [InlineData("--after", "x")]
    public async Task A_wrong_value_is_a_usage_error_in_one_line(string option, string value)
    {
        await SeedAsync(new SessionKey("one"), "Hello");

        var result = await RunAsync("sessions", "list", option, value);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"colloquy: {option} wants", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_not_created()
    {
        var result = await RunAsync("sessions", "list");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"There is no store at '{StorePath}' yet.", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(StorePath));
    }

    private static IEnumerable<string> Ids(JsonElement list) => list.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("id").GetString()!);
}
