using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class StateTests : CliTest
{
    private static readonly string[] OfSession = ["--session", "ticket-4711", "--user", "ines"];
    private static readonly string[] OfUser = ["--scope", "user", "--user", "ines"];
    private static readonly string[] OfApp = ["--scope", "app"];

    [Fact]
    public async Task What_is_set_in_a_scope_is_listed_there_and_nowhere_else()
    {
        await SeedAsync(new SessionKey("ticket-4711", "ines"), "hello");

        Assert.Equal("Set 'language' of user 'ines' in app 'default'.\n", (await RunAsync(["state", "set", "language", "en", "--text", .. OfUser])).Output);
        Assert.Equal("Set 'flags' of app 'default'.\n", (await RunAsync(["state", "set", "flags", """{"closed":true}""", .. OfApp])).Output);
        Assert.Equal("Set 'step' of session 'ticket-4711' of user 'ines'.\n", (await RunAsync(["state", "set", "step", "3", .. OfSession])).Output);

        Assert.Matches(@"(?m)^ +1 +language +en$", (await RunAsync(["state", "list", .. OfUser])).Output);
        Assert.Matches(@"(?m)^ +1 +flags +\{""closed"":true\}$", (await RunAsync(["state", "list", .. OfApp])).Output);
        Assert.Matches(@"(?m)^ +\d+ +step +3$", (await RunAsync(["state", "list", .. OfSession])).Output);
        Assert.Equal("Nothing.\n", (await RunAsync("state", "list", "--scope", "user", "--user", "marek")).Output);
    }

    [Fact]
    public async Task A_value_is_printed_as_JSON_and_an_absent_key_is_not_found()
    {
        await RunAsync(["state", "set", "language", "en", "--text", .. OfUser]);

        Assert.Equal("\"en\"\n", (await RunAsync(["state", "get", "language", .. OfUser])).Output);
        var missing = await RunAsync(["state", "get", "units", .. OfUser]);

        Assert.Equal((3, ""), (missing.ExitCode, missing.Output));
        Assert.Equal("colloquy: There is no 'units' in the state of user 'ines' in app 'default'. `colloquy state list` shows what there is.\n", missing.Error);
    }

    [Fact]
    public async Task A_removed_key_is_gone_and_told_among_the_changes()
    {
        await RunAsync(["state", "set", "language", "en", "--text", .. OfUser]);
        await RunAsync(["state", "set", "units", "null", .. OfUser]);

        Assert.Equal("Removed 'language' of user 'ines' in app 'default'.\n", (await RunAsync(["state", "remove", "language", .. OfUser])).Output);
        Assert.Equal(3, (await RunAsync(["state", "remove", "language", .. OfUser])).ExitCode);

        var changes = (await RunJsonAsync(["state", "list", "--since", "1", .. OfUser])).GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(["""{"key":"units","value":null,"version":2,"removed":false,"unreadable":null}""", """{"key":"language","value":null,"version":3,"removed":true,"unreadable":null}"""], changes.Select(change => JsonSerializer.Serialize(change)));
        Assert.Matches(@"(?m)^ +3 +language +\(removed\)$", (await RunAsync(["state", "list", "--since", "1", .. OfUser])).Output);
    }

    [Fact]
    public async Task A_key_at_another_version_is_left_as_it_is()
    {
        await RunAsync(["state", "set", "cases_a_day", "1", "--if-version", "0", .. OfApp]);

        var stale = await RunAsync(["state", "set", "cases_a_day", "2", "--if-version", "0", .. OfApp]);
        var written = await RunJsonAsync(["state", "set", "cases_a_day", "3", "--if-version", "1", .. OfApp]);

        Assert.Equal((4, "colloquy: 'cases_a_day' of app 'default' is not at version 0, and was left as it is.\n"), (stale.ExitCode, stale.Error));
        Assert.Equal((3, 2), (written.GetProperty("value").GetInt32(), written.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(new SessionKey("ticket-4711", "ines"), "hello");
        await RunAsync(["state", "set", "step", "3", .. OfSession]);

        var listed = await RunJsonAsync(["state", "list", .. OfSession]);

        Assert.Equal(["scope", "app", "user", "session", "keys"], Names(listed));
        Assert.Equal(["key", "value", "version", "removed", "unreadable"], Names(listed.GetProperty("keys")[0]));
        Assert.Equal("ticket-4711", listed.GetProperty("session").GetString());
    }

    [Theory]
    [InlineData("No conversation is named: add --session, or --scope user or app.", "state", "list")]
    [InlineData("--scope user needs --user.", "state", "list", "--scope", "user")]
    [InlineData("--user does not go with --scope app, which is of all users.", "state", "list", "--scope", "app", "--user", "ines")]
    [InlineData("--session and --branch do not go with --scope user, which is of no conversation.", "state", "get", "x", "--scope", "user", "--user", "ines", "--session", "s")]
    [InlineData("--scope wants one of session, user, app.", "state", "list", "--scope", "temp")]
    [InlineData("The value en is not JSON. A text is written with quotation marks, or with --text.", "state", "set", "language", "en", "--scope", "app")]
    public async Task A_line_that_does_not_say_whose_state_or_what_value_is_a_usage_error(string expected, params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"colloquy: {expected}", result.Error, StringComparison.Ordinal);
    }
}
