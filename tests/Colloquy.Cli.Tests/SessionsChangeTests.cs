namespace Colloquy.Cli.Tests;

public sealed class SessionsChangeTests : CliTest
{
    private static readonly SessionKey Key = new("one", "ines");

    [Fact]
    public async Task Close_and_reopen_say_what_they_did()
    {
        await SeedAsync(Key, "Hello");

        Assert.Equal("Closed session 'one' of user 'ines'.\n", (await OnSessionAsync("close")).Output);
        Assert.Equal("Session 'one' of user 'ines' was closed already.\n", (await OnSessionAsync("close")).Output);
        Assert.Equal("closed", (await RunJsonAsync("sessions", "list")).GetProperty("sessions")[0].GetProperty("status").GetString());
        Assert.Equal("Reopened session 'one' of user 'ines'.\n", (await OnSessionAsync("reopen")).Output);
        Assert.Equal("Session 'one' of user 'ines' was open already.\n", (await OnSessionAsync("reopen")).Output);
        Assert.Equal("idle", (await RunJsonAsync("sessions", "list")).GetProperty("sessions")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Delete_with_yes_deletes()
    {
        await SeedAsync(Key, "Hello");

        var result = await OnSessionAsync("delete", "--yes");

        Assert.Equal((0, "Deleted session 'one' of user 'ines'.\n"), (result.ExitCode, result.Output));
        Assert.Equal(3, (await OnSessionAsync("show")).ExitCode);
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("YES", 0)]
    [InlineData("n", 130)]
    [InlineData("", 130)]
    public async Task Delete_asks_and_does_as_told(string answer, int exitCode)
    {
        await SeedAsync(Key, "Hello", "Again");

        var result = await RunAsync(new StringReader(answer + "\n"), interactive: true, ["sessions", "delete", "one", "--user", "ines"]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith("Delete session 'one' of user 'ines' with its 2 turns, for ever? [y/N] ", result.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0 ? 3 : 0, (await OnSessionAsync("show")).ExitCode);
    }

    [Fact]
    public async Task Delete_in_a_pipe_needs_yes()
    {
        await SeedAsync(Key, "Hello");

        var result = await OnSessionAsync("delete");

        Assert.Equal((2, "colloquy: Deleting needs --yes where nobody can be asked.\n"), (result.ExitCode, result.Error));
        Assert.Equal(0, (await OnSessionAsync("show")).ExitCode);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("delete", "--yes")]
    public async Task A_session_that_runs_a_turn_is_busy(string command, params string[] options)
    {
        await SeedAsync(Key, "Hello");
        await using var store = await OpenStoreAsync();
        await store.LeaseAsync(Key, LeaseRequest.Acquire("another", TimeSpan.FromMinutes(1), LeasePlace.None));

        var result = await OnSessionAsync(command, options);

        Assert.Equal(4, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("close")]
    [InlineData("reopen")]
    [InlineData("delete", "--yes")]
    public async Task What_is_not_there_is_not_found_and_not_created(string command, params string[] options)
    {
        await SeedAsync(new SessionKey("another"), "Hello");

        var result = await OnSessionAsync(command, options);

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(1, (await RunJsonAsync("sessions", "list")).GetProperty("sessions").GetArrayLength());
    }

    private Task<CliResult> OnSessionAsync(string command, params string[] options) => RunAsync(["sessions", command, "one", "--user", "ines", .. options]);
}
