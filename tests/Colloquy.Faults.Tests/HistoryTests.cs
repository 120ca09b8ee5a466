using Colloquy.Storage.Conformance;

namespace Colloquy.Faults.Tests;

/// <summary>Consistency: what several processes do on one session, some of which are killed or stopped, could have been done one call after another.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Faults => [.. HistoryStores.Faults.Keys];

    [Fact]
    public Task Sixteen_histories_of_processes_that_are_killed_are_linearizable() => CheckAsync(rounds: 2);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public Task Two_hundred_histories_of_processes_that_are_killed_are_linearizable() => CheckAsync(rounds: 25);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_planted_fault_is_caught_by_histories_of_processes(string fault)
    {
        await using var processes = new HistoryProcesses("sqlite", _folder.File(), Seeds.Next(), fault);

        var failure = await Assert.ThrowsAsync<ConformanceException>(async () =>
        {
            for (var round = 0; round < 10; round++)
                await processes.RunAsync(round);
        });

        Assert.Contains("is not linearizable", failure.Message, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
    }

    public void Dispose() => _folder.Dispose();

    private async Task CheckAsync(int rounds)
    {
        await using (var processes = new HistoryProcesses("sqlite", _folder.File(), Seeds.Next()))
            await processes.CheckAsync(rounds);

        LogCheck.CheckFile(_folder.File());
    }
}
