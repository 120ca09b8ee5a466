namespace Colloquy.Testing.Tests.Planting;

/// <summary>Faults of tool hosts and of forks: state that is shared, lost, or changed from elsewhere.</summary>
internal static class HostFaults
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(7, "parallel conversations share a tool host", "tool host state", SharedAsync) { Planted = "shares-tool-hosts" },
        new(18, "host reset between turns", "tool host state", ResetAsync) { Planted = "resets-tool-hosts" },
        new(23, "a fork changes its parent", "tool host state", ChangesParentAsync) { Planted = "changes-parent-of-fork" },
        new(24, "a fork lacks state", "tool host state", LacksStateAsync) { Planted = "forks-without-state" },
        new(25, "a resumed call pays twice", "tool called", PaysTwiceAsync) { Planted = "repeats-lost-calls" },
    ];

    private static async Task SharedAsync(FaultTrial trial)
    {
        await using var one = await trial.StartAsync("one");
        await using var other = await trial.StartAsync("other");

        await Task.WhenAll(one.MoveAsync(trial, 500), other.MoveAsync(trial, 200));

        await trial.CheckAsync(() => one.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "checking" }, 1000, at: "balance"));
    }

    private static async Task ResetAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.MoveAsync(trial);

        var turn = await conversation.AskForMonthsAsync(trial);

        await trial.CheckAsync(() => turn.Expect.ToolHostStateAsync("bank", "get_all_balances", null, new { checking = new { balance = 1000 }, savings = new { balance = 3500 } }, at: "accounts"));
    }

    private static async Task ChangesParentAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.AskForAccountsAsync(trial);

        await using (var fork = await conversation.ForkAsync())
            await fork.MoveAsync(trial);

        await trial.CheckAsync(() => conversation.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3000, at: "balance"));
    }

    private static async Task LacksStateAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.MoveAsync(trial);

        await using var fork = await conversation.ForkAsync();
        await fork.AskForSavingsAsync(trial);

        await trial.CheckAsync(() => fork.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3500, at: "balance"));
    }

    private static async Task PaysTwiceAsync(FaultTrial trial)
    {
        var host = new BankHost("bank", trial.Variation);
        await using var conversation = await trial.StartAsync(isAgent: true, hosts: conversation => conversation.AddToolHost(host));
        host.AfterNextCall = () => conversation.LoseProcessAsync();

        await Assert.ThrowsAsync<NoAnswerException>(() => conversation.MoveAsync(trial));
        var turn = await conversation.ResumeAsync();

        await trial.CheckAsync(() => turn!.Expect.ToolCalled("transfer", times: 1));
    }
}
