using Colloquy.Sqlite;

namespace Colloquy.Cli.Tests;

public sealed class HandoffTests : CliTest
{
    [Fact]
    public async Task The_router_hands_over_and_the_specialist_has_the_next_turns_too_also_after_a_restart()
    {
        var first = await Child.RunAsync("Handoff", "Hello\nHow do I upgrade my subscription?\nexit\n", "--store", StorePath);
        var second = await Child.RunAsync("Handoff", "Can you find my newest invoice?\nThe app crashes, please check the status\nexit\n", "--store", StorePath);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("An offline stand-in answers", first.Output, StringComparison.Ordinal);
        Assert.Contains("router is on the line", first.Output, StringComparison.Ordinal);
        Assert.Contains("router hands over to billing", first.Output, StringComparison.Ordinal);
        Assert.Contains("The plan is now Pro; it was Free.", first.Output, StringComparison.Ordinal);
        Assert.Contains("billing is on the line", second.Output, StringComparison.Ordinal);
        Assert.Contains("billing: The newest invoice is for the plan Pro.", second.Output, StringComparison.Ordinal);
        Assert.Contains("billing hands over to technical", second.Output, StringComparison.Ordinal);
        Assert.Contains("technical: Handed over to technical. The service is up, and no errors are known.", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_routes_by_its_answer_and_leaves_nothing_in_the_conversation()
    {
        var result = await Child.RunAsync("Handoff", "The app crashes, please check the status\nPlease upgrade my subscription\n", "--by-value", "--store", StorePath);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("coordinator: Technical", result.Output, StringComparison.Ordinal);
        Assert.Contains("technical: The service is up, and no errors are known.", result.Output, StringComparison.Ordinal);
        Assert.Contains("coordinator: Billing", result.Output, StringComparison.Ordinal);
        Assert.Contains("billing: The plan is now Pro; it was Free.", result.Output, StringComparison.Ordinal);
        await using var store = SqliteSessionStore.Open(StorePath);
        var session = await store.OpenAsync(new SessionKey("inquiry", Environment.UserName));
        Assert.Equal(2, await session.CountTurnsAsync());
        Assert.Equal(["main"], (await session.ListBranchesAsync()).Select(branch => branch.Name));
        Assert.Equal("billing", await session.GetActiveAgentAsync());
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("Handoff", "", "--store");

        Assert.Equal((2, "Usage: Handoff [--by-value] [--store PATH]\n"), (result.ExitCode, result.Error));
    }
}
