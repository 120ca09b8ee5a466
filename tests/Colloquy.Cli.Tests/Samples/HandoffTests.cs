using Colloquy.Sqlite;

namespace Colloquy.Cli.Tests;

public sealed class HandoffTests : CliTest
{
    [Fact]
    public async Task The_front_desk_hands_over_and_the_officer_has_the_next_turns_too_also_after_a_restart()
    {
        var first = await Child.RunAsync("Handoff", "Hello\nPlease move our ship to the next quay\nout\n", "--store", StorePath);
        var second = await Child.RunAsync("Handoff", "At which berth do we lie?\nWe need a pilot, please check the tide\nexit\n", "--store", StorePath);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("An offline stand-in answers", first.Output, StringComparison.Ordinal);
        Assert.Contains("office is on the line", first.Output, StringComparison.Ordinal);
        Assert.Contains("office hands over to berths", first.Output, StringComparison.Ordinal);
        Assert.Contains("The ship has moved: in the roads before, at the outer quay now.", first.Output, StringComparison.Ordinal);
        Assert.Contains("berths is on the line", second.Output, StringComparison.Ordinal);
        Assert.Contains("berths: The ship lies at the outer quay.", second.Output, StringComparison.Ordinal);
        Assert.Contains("berths hands over to pilots", second.Output, StringComparison.Ordinal);
        Assert.Contains("pilots: Handed over to pilots. The water is deep enough until 14:20, and a pilot is free.", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dispatcher_routes_by_its_answer_and_leaves_nothing_in_the_conversation()
    {
        var result = await Child.RunAsync("Handoff", "We need a pilot, please check the tide\nPlease move our ship to the next quay\n", "--by-value", "--store", StorePath);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("dispatcher: Pilots", result.Output, StringComparison.Ordinal);
        Assert.Contains("pilots: The water is deep enough until 14:20, and a pilot is free.", result.Output, StringComparison.Ordinal);
        Assert.Contains("dispatcher: Berths", result.Output, StringComparison.Ordinal);
        Assert.Contains("berths: The ship has moved: in the roads before, at the outer quay now.", result.Output, StringComparison.Ordinal);
        await using var store = await SqliteSessionStore.OpenAsync(StorePath);
        var session = await store.OpenAsync(new SessionKey("visit", Environment.UserName));
        Assert.Equal(2, await session.Turns.CountAsync());
        Assert.Equal(["main"], (await session.Branches.ListAsync()).Select(branch => branch.Name));
        Assert.Equal("berths", await session.GetActiveAgentAsync());
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("Handoff", "", "--store");

        Assert.Equal((2, "Usage: Handoff [--by-value] [--store PATH]\n"), (result.ExitCode, result.Error));
    }
}
