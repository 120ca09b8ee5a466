namespace Colloquy.Samples.Tests.Banking;

/// <summary>The banking sample passes, and turns red when its server computes wrongly.</summary>
public sealed class BrokenBankTests
{
    [Fact]
    public async Task The_sample_passes_as_it_is()
    {
        using var banking = new BankingCopy();
        banking.ChangeServer("Bank.cs", "_balances[to] += amount;", "_balances[to] = _balances[to] + amount;");

        var (exitCode, output) = await banking.RunTestsAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_balances[to] += amount;", "_balances[to] += amount + 1;")]
    [InlineData("_balances[account] -= amount;", "")]
    public async Task The_conversation_fails_when_the_bank_computes_wrongly(string piece, string replacement)
    {
        using var banking = new BankingCopy();
        banking.ChangeServer("Bank.cs", piece, replacement);

        var (exitCode, output) = await banking.RunTestsAsync();

        Assert.True(exitCode == 1, output);
        Assert.Matches(@"trip-savings: Moves money for the trip \[FAIL\]\s+Colloquy.Testing.CheckFailedException .*tool host state", output);
    }

    [Fact]
    public async Task The_third_turn_passes_alone()
    {
        using var banking = new BankingCopy();

        var (exitCode, output) = await banking.RunTestsAsync("-method", "*.TripSavings.Remembers_where_the_trip_goes");

        Assert.True(exitCode == 0, output);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }
}
