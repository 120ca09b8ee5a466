namespace Colloquy.Testing.Tests.Planting;

/// <summary>Each planted fault is caught by the check that a user would write, and a correct agent passes, however it words its answers.</summary>
public sealed class PlantedFaultTests
{
    internal static IReadOnlyList<FaultRow> Rows { get; } = [.. MemoryFaults.Rows.Concat(ToolFaults.Rows).Concat(HostFaults.Rows).Concat(AnswerFaults.Rows).Concat(ApprovalFaults.Rows).Concat(JudgeFaults.Rows).Concat(SimulatorFaults.Rows).OrderBy(row => row.Number)];

    public static TheoryData<string> All => [.. Rows.Select(row => row.ToString())];

    [Fact]
    public void Each_of_the_36_faults_has_a_row() =>
        Assert.Equal(Enumerable.Range(1, 36), Rows.Select(row => row.Number).Distinct());

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_check_catches_the_fault(string name)
    {
        var row = Find(name);
        foreach (var seed in Seeds(3))
        {
            var trial = new FaultTrial(row, seed, isPlanted: true);

            var error = await Record.ExceptionAsync(() => row.RunAsync(trial));

            Assert.True(trial.Code is not null, $"Seed {seed}: the trial failed before the check: {error}");
            Assert.True(row.Planted is null || trial.WasApplied, $"Seed {seed}: the fault does not know that it changed something.");
            Assert.True(ResultsOf(error) is [var result] && result.Name == row.CheckName && result.Outcome == row.Outcome, $"Seed {seed}: the check '{row.CheckName}' did not end as {row.Outcome}: {error?.ToString() ?? "it passed"}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_correct_agent_passes(string name)
    {
        var row = Find(name);
        foreach (var seed in Seeds(100))
        {
            var trial = new FaultTrial(row, seed, isPlanted: false);

            var error = await Record.ExceptionAsync(() => row.RunAsync(trial));

            Assert.True(error is null && trial.Code is not null, $"Seed {seed} (set COLLOQUY_SEED to repeat it): {error}");
        }
    }

    [Fact]
    public async Task The_seeds_vary_what_a_correct_agent_may_vary()
    {
        List<TurnResult> turns = [];
        foreach (var seed in Enumerable.Range(1, 100))
        {
            var trial = new FaultTrial(Rows[0], seed, isPlanted: false);
            await using var conversation = await trial.StartAsync();
            turns.Add(await conversation.AskForAccountsAsync(trial));
        }

        Assert.True(turns.DistinctBy(turn => turn.Text).Count() > 50);
        Assert.Equal(turns.Sum(turn => turn.ToolCalls.Count), turns.SelectMany(turn => turn.ToolCalls).DistinctBy(call => call.CallId).Count());
        Assert.Contains(turns, turn => turn.ToolWasCalled("get_all_balances"));
        Assert.Contains(turns, turn => turn.CallsOf("get_balance") is [var first, _] && $"{first.Arguments["account"]}".StartsWith("c", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(turns, turn => turn.CallsOf("get_balance") is [var first, _] && $"{first.Arguments["account"]}".StartsWith("s", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, turns.DistinctBy(turn => turn.TimeToFirstToken is null).Count());
        Assert.Equal(2, turns.DistinctBy(turn => turn.Agent).Count());
    }

    private static FaultRow Find(string name) => Rows.Single(row => row.ToString() == name);

    private static IEnumerable<int> Seeds(int count) => Environment.GetEnvironmentVariable("COLLOQUY_SEED") is { Length: > 0 } seed ? [int.Parse(seed)] : Enumerable.Range(1, count);

    private static IReadOnlyList<CheckResult> ResultsOf(Exception? error) => error switch
    {
        CheckFailedException failed => failed.Results,
        CheckErrorException failed => failed.Results,
        CheckNotPassedException failed => [failed.Result],
        SpoiltTalkException spoilt => [.. spoilt.Talk.Conversation.Checks.Where(check => check.Outcome != CheckOutcome.Passed)],
        _ => [],
    };
}
