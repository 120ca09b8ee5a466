namespace Colloquy.Cli.Tests;

public sealed class UsersTests : CliTest
{
    [Fact]
    public async Task A_user_is_erased_after_a_look_at_what_would_go()
    {
        await SeedAsync(new SessionKey("chat", "ines"), "one", "two");
        await SeedAsync(new SessionKey("held", "ines"), "three");
        await SeedAsync(new SessionKey("chat", "ben"), "four");
        await RunAsync("sessions", "hold", "held", "case 17", "--user", "ines", "--reason", "Requested by the court");

        var dry = await RunAsync("users", "erase", "ines", "--dry-run");
        var asked = await RunAsync("users", "erase", "ines");
        var erased = await RunJsonAsync("users", "erase", "ines", "--yes");
        var left = await RunAsync("sessions", "list", "--user", "ines");

        Assert.StartsWith("Would remove 1 conversation, 0 keys of state and 0 memories of user 'ines' in app 'default'.", dry.Output, StringComparison.Ordinal);
        Assert.Contains("case 17", dry.Output, StringComparison.Ordinal);
        Assert.Equal((2, "colloquy: Erasing needs --yes where nobody can be asked; --dry-run shows what would be removed.\n"), (asked.ExitCode, asked.Error));
        Assert.Equal((1, "held", "held"), (erased.GetProperty("sessions").GetInt32(), erased.GetProperty("kept")[0].GetProperty("id").GetString(), erased.GetProperty("kept")[0].GetProperty("reason").GetString()));
        Assert.True(erased.GetProperty("scrubbed").GetBoolean());
        Assert.Contains("held", left.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("chat", left.Output, StringComparison.Ordinal);
        Assert.Contains("four", (await RunAsync("sessions", "show", "chat", "--user", "ben")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_do_not_fit_are_refused()
    {
        var named = await RunAsync("users", "erase", "ines", "--user", "ben", "--yes");
        var missing = await RunAsync("users", "erase");

        Assert.Equal([2, 2], [named.ExitCode, missing.ExitCode]);
    }
}
