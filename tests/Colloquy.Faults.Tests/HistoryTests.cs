using Colloquy.Storage.Conformance;

namespace Colloquy.Faults.Tests;

/// <summary>Consistency: what several processes do on one session, some of which are killed or stopped, could have been done one call after another.</summary>
[Fault(FaultAttribute.Sqlite, "one of two processes that work on the same sessions is killed or stopped")]
public sealed class HistoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public Task Sixteen_histories_of_processes_that_are_killed_are_linearizable() => CheckAsync(rounds: 2);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public Task Two_hundred_histories_of_processes_that_are_killed_are_linearizable() => CheckAsync(rounds: 25);

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task Each_planted_fault_is_caught_by_histories_of_processes()
    {
        await using var processes = new HistoryProcesses("sqlite", _folder.File(), Seeds.Next());
        var round = 0;
        foreach (var fault in HistoryStores.Faults.Keys)
        {
            processes.Fault = fault;
            var failure = await CatchAsync(processes, rounds: 30);

            Assert.True(failure is not null, $"The fault '{fault}' was not found.");
            Assert.Contains("is not linearizable", failure.Message, StringComparison.Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: {failure.Message}");
        }

        async Task<ConformanceException?> CatchAsync(HistoryProcesses processes, int rounds)
        {
            try
            {
                for (; rounds > 0; rounds--)
                    await processes.RunAsync(round++);
                return null;
            }
            catch (ConformanceException failure)
            {
                return failure;
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task CheckAsync(int rounds)
    {
        await using (var processes = new HistoryProcesses("sqlite", _folder.File(), Seeds.Next()))
            await processes.CheckAsync(rounds);

        LogCheck.CheckFile(_folder.File());
    }
}
