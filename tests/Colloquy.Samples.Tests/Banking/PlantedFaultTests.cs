namespace Colloquy.Samples.Tests.Banking;

/// <summary>The tests of the banking sample catch the faults that can be planted in it.</summary>
[Trait("Tier", "Long")]
public sealed class PlantedFaultTests
{
    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [InlineData("forgets-history")]
    [InlineData("forgets-at-restart")]
    [InlineData("drops-first-turn")]
    [InlineData("doubles-history")]
    [InlineData("hard-codes-memory")]
    [InlineData("leaks-conversations")]
    [InlineData("shares-tool-hosts")]
    [InlineData("calls-wrong-tool")]
    [InlineData("passes-wrong-amounts")]
    [InlineData("swaps-arguments")]
    [InlineData("calls-twice")]
    [InlineData("claims-success")]
    [InlineData("misreads-results")]
    [InlineData("calls-needlessly")]
    [InlineData("resets-tool-hosts")]
    [InlineData("changes-parent-of-fork")]
    [InlineData("forks-without-state")]
    [InlineData("sends-orphan-calls")]
    [InlineData("repeats-itself")]
    [InlineData("changes-language")]
    public async Task A_planted_fault_turns_the_sample_red(string fault)
    {
        using var banking = new BankingCopy { Fault = fault };

        // The restart matrix holds its conversation six times. The others catch the fault without it.
        var (exitCode, output) = await banking.RunTestsAsync("-class-", "Banking.Tests.KilledTeller");

        Assert.True(exitCode == 1, output);
        Assert.Matches(@"(trip-savings|AnotherCustomer|AnotherWay|buy-boots).*\[FAIL\]", output);
    }

    [Fact]
    public async Task A_fault_that_does_not_exist_is_an_error_and_never_green()
    {
        using var banking = new BankingCopy { Fault = "forgets-nothing" };

        var (exitCode, output) = await banking.RunTestsAsync();

        Assert.True(exitCode == 1, output);
        Assert.Contains("There is no fault 'forgets-nothing' to plant.", output, StringComparison.Ordinal);
    }
}
