using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class SessionsBranchesTests : CliTest
{
    private static readonly SessionKey Key = new("trip", "ines");

    [Fact]
    public async Task A_fork_ends_where_it_is_told_to()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?", "And the refund?");

        Assert.Equal("Made branch 'all' of session 'trip' of user 'ines', with 3 turns.\n", (await OnTripAsync("fork", "all")).Output);
        Assert.Equal("Made branch 'one' of session 'trip' of user 'ines', with 1 turn.\n", (await OnTripAsync("fork", "one", "--after-turn", "1")).Output);
        Assert.Equal("Made branch 'before' of session 'trip' of user 'ines', with 1 turn.\n", (await OnTripAsync("fork", "before", "--before-turn", "2")).Output);
        Assert.Equal("Made branch 'text' of session 'trip' of user 'ines', with 2 turns.\n", (await OnTripAsync("fork", "text", "--before-text", "REFUND")).Output);
        Assert.Equal("Made branch 'at' of session 'trip' of user 'ines', with 2 turns. It is the current one now.\n", (await OnTripAsync("fork", "at", "--at", "5", "--switch")).Output);
        Assert.Equal("Made branch 'of-one' of session 'trip' of user 'ines', with 1 turn.\n", (await OnTripAsync("fork", "of-one", "--branch", "one")).Output);
    }

    [Fact]
    public async Task A_fork_without_a_name_gets_one_and_tells_it_to_programs()
    {
        await SeedAsync(Key, "Repair or hire?");

        var branch = await OnTripJsonAsync("fork");

        Assert.Equal(["name", "current", "head", "turns", "entries", "source", "forkedAt", "createdAt"], Names(branch));
        Assert.Equal(0, (await OnTripAsync("switch", branch.GetProperty("name").GetString()!)).ExitCode);
    }

    [Fact]
    public async Task Branches_are_listed_with_a_star_at_the_current_one()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "hiring", "--after-turn", "1", "--switch");

        var text = (await OnTripAsync("branches")).Output;
        var json = await OnTripJsonAsync("branches");

        Assert.Matches(@"(?m)^\* +hiring +1 +3 +3 +main at 3 ", text);
        Assert.Matches(@"(?m)^   main +2 +6 +6 +- ", text);
        Assert.Equal(["branches"], Names(json));
        Assert.Equal([("hiring", true), ("main", false)], json.GetProperty("branches").EnumerateArray().Select(branch => (branch.GetProperty("name").GetString(), branch.GetProperty("current").GetBoolean())));
    }

    [Fact]
    public async Task A_switch_holds_for_every_later_command()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "hiring", "--after-turn", "1");

        Assert.Equal("Branch 'hiring' is now the current one of session 'trip' of user 'ines'.\n", (await OnTripAsync("switch", "hiring")).Output);
        Assert.Equal("Branch 'hiring' was the current one of session 'trip' of user 'ines' already.\n", (await OnTripAsync("switch", "hiring")).Output);
        var shown = await OnTripJsonAsync("show");
        Assert.Equal(("hiring", 1), (shown.GetProperty("session").GetProperty("branch").GetString(), shown.GetProperty("turnCount").GetInt32()));
    }

    [Fact]
    public async Task A_branch_can_be_shown_while_another_is_current()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "hiring", "--after-turn", "1");

        var shown = await OnTripJsonAsync("show", "--branch", "hiring");

        Assert.Equal(("hiring", 2), (shown.GetProperty("session").GetProperty("branch").GetString(), shown.GetProperty("messageCount").GetInt32()));
        Assert.Equal(4, (await OnTripJsonAsync("show")).GetProperty("messageCount").GetInt32());
    }

    [Fact]
    public async Task Branches_are_compared_by_what_each_added()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "hiring", "--after-turn", "1", "--switch");
        await SeedAsync(Key, "What about hire?");

        var text = (await OnTripAsync("diff", "main")).Output;
        var json = await OnTripJsonAsync("diff", "main", "hiring");

        Assert.StartsWith("Branches 'main' and 'hiring' have the same history up to position 3.\n", text, StringComparison.Ordinal);
        Assert.Matches(@"Only in 'main': 2 messages\n.*\n.* 2 +user +What about repair\?\n", text);
        Assert.Matches(@"Only in 'hiring': 2 messages\n.*\n.* 2 +user +What about hire\?\n", text);
        Assert.Equal(["first", "second", "common", "onlyFirst", "onlySecond"], Names(json));
        Assert.Equal("What about hire?", json.GetProperty("onlySecond")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_branch_is_deleted_and_its_name_is_not_used_again()
    {
        await SeedAsync(Key, "Repair or hire?");
        await OnTripAsync("fork", "hiring", "--switch");

        var current = await OnTripAsync("delete", "--branch", "hiring", "--yes");
        var deleted = await OnTripAsync("delete", "--branch", "hiring", "--even-if-current", "--yes");
        var again = await OnTripAsync("fork", "hiring");

        Assert.Equal((1, "colloquy: Branch 'hiring' is the current one of session 'trip' of user 'ines'. Switch to another first, or add --even-if-current; then 'main' becomes current.\n"), (current.ExitCode, current.Error));
        Assert.Equal((0, "Deleted branch 'hiring' of session 'trip' of user 'ines'. Branch 'main' is current.\n"), (deleted.ExitCode, deleted.Output));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("A name is used once", again.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await OnTripJsonAsync("show")).GetProperty("turnCount").GetInt32());
    }

    [Fact]
    public async Task Deleting_a_branch_asks_first()
    {
        await SeedAsync(Key, "Repair or hire?");
        await OnTripAsync("fork", "hiring");

        var asked = await RunAsync(new StringReader("n\n"), interactive: true, ["sessions", "delete", "trip", "--user", "ines", "--branch", "hiring"]);

        Assert.Equal((130, "Delete branch 'hiring' with its 1 turn from session 'trip' of user 'ines', for ever? [y/N] Nothing was deleted.\n"), (asked.ExitCode, asked.Output));
        Assert.Equal(2, (await OnTripJsonAsync("branches")).GetProperty("branches").GetArrayLength());
    }

    [Theory]
    [InlineData(3, "fork", "x", "--after-turn", "0")]
    [InlineData(3, "fork", "x", "--before-turn", "9")]
    [InlineData(3, "fork", "x", "--at", "99")]
    [InlineData(3, "fork", "x", "--before-text", "zebra")]
    [InlineData(3, "fork", "x", "--branch", "nope")]
    [InlineData(2, "fork", "")]
    [InlineData(2, "fork", "x", "--at", "1", "--after-turn", "1")]
    [InlineData(2, "fork", "x", "--before-text", "")]
    [InlineData(1, "fork", "main")]
    [InlineData(3, "switch", "nope")]
    [InlineData(2, "switch")]
    [InlineData(3, "diff", "main", "nope")]
    [InlineData(2, "diff")]
    [InlineData(1, "delete", "--branch", "main", "--yes")]
    [InlineData(3, "delete", "--branch", "nope", "--yes")]
    [InlineData(2, "delete", "--even-if-current", "--yes")]
    [InlineData(3, "show", "--branch", "nope")]
    public async Task What_cannot_be_done_is_one_line_and_a_code_and_changes_nothing(int exitCode, string command, params string[] options)
    {
        await SeedAsync(Key, "Repair or hire?");
        var before = (await OnTripAsync("branches")).Output;

        var result = await OnTripAsync(command, options);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, (await OnTripAsync("branches")).Output);
    }

    [Theory]
    [InlineData("fork")]
    [InlineData("switch", "hiring")]
    [InlineData("delete", "--branch", "hiring", "--yes")]
    [InlineData("undo")]
    [InlineData("undo", "--message")]
    [InlineData("undo", "--all")]
    [InlineData("redo", "--branch", "hiring")]
    [InlineData("retry", "--no-wait")]
    public async Task While_a_turn_runs_the_conversation_is_busy(string command, params string[] options)
    {
        await SeedAsync(Key, "Repair or hire?");
        await OnTripAsync("fork", "hiring");
        await OnTripAsync("undo", "--branch", "hiring");
        await using var store = await OpenStoreAsync();
        await store.LeaseAsync(Key, LeaseRequest.Acquire("another", TimeSpan.FromMinutes(1), LeasePlace.None));

        var result = await OnTripAsync(command, options);

        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Contains("is running a turn", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fork")]
    [InlineData("undo")]
    [InlineData("retry")]
    public async Task A_closed_conversation_is_refused_with_advice(string command)
    {
        await SeedAsync(Key, "Repair or hire?");
        await OnTripAsync("close");

        var result = await OnTripAsync(command);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("`colloquy sessions reopen` opens it again", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_conversation_cannot_be_forked()
    {
        await SeedAsync(Key, "Repair or hire?");
        await OnTripAsync("undo");

        var result = await OnTripAsync("fork", "x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("there is nothing to fork from", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_conversation_may_be_named_by_an_option_instead()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");

        Assert.Equal(0, (await RunAsync("sessions", "fork", "hiring", "--session", "trip", "--user", "ines")).ExitCode);
        Assert.Equal(0, (await RunAsync("sessions", "switch", "trip", "hiring", "--session", "trip", "--user", "ines")).ExitCode);
        Assert.Equal(2, (await RunAsync("sessions", "switch", "other", "hiring", "--session", "trip", "--user", "ines")).ExitCode);
    }

    private Task<CliResult> OnTripAsync(string command, params string[] options) => RunAsync(["sessions", command, "trip", .. options, "--user", "ines"]);

    private Task<JsonElement> OnTripJsonAsync(string command, params string[] options) => RunJsonAsync(["sessions", command, "trip", .. options, "--user", "ines"]);
}
